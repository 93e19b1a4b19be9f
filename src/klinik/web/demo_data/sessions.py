"""Panel sessions: the real first one as its source tells it, the rest invented."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.models import Case
from klinik.clinic.sessions.commands import (
    add_item,
    announce,
    call_roll,
    correct_attendance,
    plan_session,
    recommend,
    register,
    report_session,
    seat_panelist,
    write_minutes,
)
from klinik.clinic.sessions.models import AgendaItem, Minutes, Panelist, Session
from klinik.clinic.sessions.room.commands import happen, start_item
from klinik.clinic.sessions.room.rules import Kind as Room
from klinik.clinic.stories.models import Story
from klinik.directory.models import Aspect, Pesantren
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Office
from klinik.web.demo_data.clinic import ARTICLE, SESSION, Days

FIVE = ("kelembagaan", "pelatihan", "produksi", "pemasaran", "pembiayaan")
PRESENT = 140  # pesantren, as the article says
Kind, Part = AgendaItem.Kind, Panelist.Part


@transaction.atomic
def load() -> None:
    """Four sessions and a draft; done twice, they are there once."""
    secretary = _person("sekretariat@opop.example")
    read_as(secretary)
    if Session.objects.exists():
        return
    _the_first(secretary)
    _held(secretary)
    _live(secretary)
    _coming(secretary)


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{words}.klinik.example")


def _the_first(by: User) -> None:
    """The session of 4 March 2025, with nothing but what its source says."""
    session = report_session(
        theme="Sesi pertama Klinik OPOP",
        about=(
            "Klinik OPOP dibuka secara daring sebagai ruang diskusi berbentuk panel: pesantren "
            "menceritakan keberhasilan dan kendalanya, bidang yang membidangi menanggapi."
        ),
        aspects=Aspect.objects.all(),
        on=SESSION,
        reported_pesantren=PRESENT,
        source=ARTICLE,
        request_id=_key("first session"),
        by=by,
    )
    for office in Office.objects.filter(code__in=FIVE):
        seat_panelist(session, part=Part.PANELIST, office=office)
    told = Story.objects.get(pesantren__products__name="Kopi Bikla")
    add_item(session, kind=Kind.STORY, title="Kopi Bikla", minutes=0, story=told)
    add_item(
        session,
        kind=Kind.HEARING,
        title="Kendala: koperasi belum punya sistem keuangan digital yang efisien",
        minutes=0,
    )


def _planned(by: User, days: Days, **content: Any) -> Session:
    return plan_session(
        by=by,
        aspects=Aspect.objects.filter(code__in=content.pop("aspects")),
        video_url="https://meet.jit.si/klinik-opop-contoh",
        is_simulated=True,
        at=days.ago(40),
        **content,
    )


def _held(by: User) -> None:
    """Three weeks ago: heard, recommended, and one obstacle on its road since."""
    days = Days()
    session = _planned(
        by,
        days,
        theme="Keuangan koperasi: dari buku tulis ke digital",
        about="Satu kisah, dua kendala, dan waktu untuk bertanya. Peserta dan isinya rekaan.",
        aspects=("pembiayaan", "kelembagaan"),
        starts_at=days.ago(21) - timedelta(hours=1),
        minutes=120,
        capacity=None,
        times=1,
        request_id=_key("held session"),
    )
    announce(session, by=by, at=days.ago(35))
    _panel_of_finance(session)
    case = Case.objects.filter(pesantren__slug="al-hikmah").earliest("pk")
    _agenda_of_finance(session, case)
    came = [Pesantren.objects.get(slug=slug) for slug in ("al-hikmah", "an-nur", "darul-falah")]
    came += _others(9)
    _register(session, came, by=by, at=days.ago(30))
    call_roll(session, present=came[:-1], by=by, at=days.ago(21))
    correct_attendance(
        session,
        pesantren=came[-1],
        is_present=True,
        reason="Hadir lewat telepon pendamping lain; terlewat saat dipanggil.",
        by=by,
        at=days.ago(20),
    )
    _write_down(session, by=by, at=days.ago(20))
    _recommend(session, case, days)


def _panel_of_finance(session: Session) -> None:
    moderator, finance = (
        _person("petugas@kelembagaan.example"),
        _person("petugas@pembiayaan.example"),
    )
    office = Office.objects.get(code="kelembagaan")
    seat_panelist(session, part=Part.MODERATOR, user=moderator, office=office)
    office = Office.objects.get(code="pembiayaan")
    seat_panelist(session, part=Part.PANELIST, user=finance, office=office)
    seat_panelist(session, part=Part.PANELIST, office=Office.objects.get(code="pelatihan"))


def _agenda_of_finance(session: Session, case: Case) -> None:
    told = Story.objects.get(pesantren__slug="an-nur")  # written and published since
    add_item(session, kind=Kind.OTHER, title="Pembukaan dan doa", minutes=10)
    add_item(session, kind=Kind.STORY, title=told.title, minutes=25, story=told)
    add_item(
        session,
        kind=Kind.HEARING,
        title="Simpanan anggota belum terlihat oleh pemiliknya",
        minutes=40,
        case=case,
    )
    add_item(session, kind=Kind.HEARING, title="Ingin mendirikan koperasi", minutes=30)
    add_item(session, kind=Kind.OTHER, title="Rangkuman dan rekomendasi", minutes=15)


def _others(number: int) -> list[Pesantren]:
    """Invented pesantren of the directory, the first by their names."""
    known = ("al-hikmah", "an-nur", "darul-falah")
    rows = Pesantren.objects.filter(is_simulated=True).exclude(slug__in=known)
    return list(rows.order_by("name", "pk")[:number])


def _register(session: Session, places: list[Pesantren], *, by: User, at: datetime) -> None:
    office = Office.objects.get(code="sekretariat")
    for place in places:
        register(session, pesantren=place, by=by, office=office, at=at)


def _write_down(session: Session, *, by: User, at: datetime) -> None:
    write_minutes(
        session,
        kind=Minutes.Kind.SUMMARY,
        text=(
            "Dua belas pesantren mendengar bagaimana satu koperasi memangkas laporan bulanannya "
            "menjadi empat hari. Dua kendala dibahas: **simpanan anggota yang tidak terlihat**, "
            "dan **mendirikan koperasi dari nol**. Keduanya mendapat rekomendasi tertulis."
        ),
        after=0,
        by=by,
        at=at,
    )
    minutes = (
        "## Kisah\n\nNota dicatat sekali saja, di tempat uang masuk dan keluar.\n\n"
        "## Pertanyaan\n\n- Siapa yang memegang buku simpanan?\n- Berapa anggota yang aktif?\n"
    )
    ends = ("", "\n## Kesepakatan\n\nBidang Pembiayaan mendampingi pemindahan simpanan.\n")
    for after, end in enumerate(ends):
        write_minutes(
            session,
            kind=Minutes.Kind.MINUTES,
            text=minutes + end,
            after=after,
            by=by,
            at=at + timedelta(hours=after),
        )


def _recommend(session: Session, case: Case, days: Days) -> None:
    officer = _person("petugas@pembiayaan.example")
    read_as(officer)
    recommend(
        session,
        pesantren=case.pesantren,
        case=case,
        office=Office.objects.get(code="pembiayaan"),
        text="Pindahkan simpanan anggota ke pembukuan digital, didampingi tiga kali.",
        due_on=days.day(-9),
        review_on=days.day(-40),
        request_id=_key("recommended al-hikmah"),
        by=officer,
        at=days.ago(20),
    )
    recommend(
        session,
        pesantren=_others(1)[0],
        office=Office.objects.get(code="kelembagaan"),
        text="Pisahkan uang usaha santri dari uang pesantren sebelum akta koperasi diurus.",
        due_on=days.day(-14),
        review_on=days.day(-45),
        request_id=_key("recommended another"),
        by=officer,
        at=days.ago(20),
    )


def _live(by: User) -> None:
    """It begins when the demonstration does, so that everybody can try the live room."""
    days = Days()
    read_as(by)
    session = _planned(
        by,
        days,
        theme="Tanya jawab: harga pokok dan harga jual",
        about="Ruang langsung untuk dicoba: bertanya, mendukung, angkat tangan. Isinya rekaan.",
        aspects=("pemasaran",),
        starts_at=timezone.now() + timedelta(minutes=5),
        minutes=240,
        capacity=None,
        times=1,
        request_id=_key("live session"),
    )
    announce(session, by=by, at=days.ago(3))
    moderator = _person("petugas@kelembagaan.example")
    office = Office.objects.get(code="kelembagaan")
    seat_panelist(session, part=Part.MODERATOR, user=moderator, office=office)
    add_item(session, kind=Kind.STORY, title="Kisah: menghitung ulang harga roti", minutes=20)
    add_item(session, kind=Kind.HEARING, title="Kendala: laba habis di ongkos kirim", minutes=40)
    came = [Pesantren.objects.get(slug=slug) for slug in ("al-hikmah", "an-nur")]
    _register(session, came + _others(4), by=by, at=days.ago(2))
    _talk(session, moderator)
    read_as(by)


def _talk(session: Session, moderator: User) -> None:
    """What was asked before it begins, and one question that is answered already."""
    al_hikmah, an_nur = (Pesantren.objects.get(slug=slug) for slug in ("al-hikmah", "an-nur"))
    hikmah, nur = _person("manajer@al-hikmah.example"), _person("manajer@an-nur.example")
    for person, place, text in (
        (hikmah, al_hikmah, "Upah santri yang membantu, masuk harga pokok atau tidak?"),
        (nur, an_nur, "Berapa potongan toko daring yang wajar kami hitung di depan?"),
        (nur, an_nur, "Ongkos kirim memakan laba roti kami; bagaimana menghitungnya?"),
    ):
        read_as(person)
        happen(session, Room.ASKED, by=person, pesantren=place, payload={"text": text})
    happen(session, Room.UPVOTED, by=nur, pesantren=an_nur, about=1)
    read_as(moderator)
    start_item(session, item=session.agenda.earliest("order"), by=moderator)
    answered = {"answer": "Hitung ongkos kirim per dus, lalu bandingkan dengan laba per dus."}
    happen(session, Room.TAKEN_UP, by=moderator, about=3)
    happen(session, Room.ANSWERED, by=moderator, about=3, payload=answered)


def _coming(by: User) -> None:
    """In ten days, with seats left; the one of the next month is still a draft."""
    days = Days()
    read_as(by)
    session = _planned(
        by,
        days,
        theme="Menjual ke luar kota: izin, kemasan, pasar",
        about=(
            "Produk yang laku di kota sendiri sering berhenti di batas kabupaten. Panel membahas "
            "izin yang diperlukan, kemasan yang tahan kirim, dan pasar yang mau menerima."
        ),
        aspects=("pemasaran", "produk"),
        starts_at=days.ago(-10) - timedelta(hours=1),
        minutes=120,
        capacity=20,
        times=2,
        request_id=_key("coming session"),
    )
    office = Office.objects.get(code="pemasaran")
    seat_panelist(
        session,
        part=Part.MODERATOR,
        user=_person("petugas@kelembagaan.example"),
        office=Office.objects.get(code="kelembagaan"),
    )
    seat_panelist(session, part=Part.PANELIST, office=office)
    seat_panelist(session, part=Part.PANELIST, office=Office.objects.get(code="produksi"))
    seat_panelist(session, part=Part.PANELIST, name="Ahli Kemasan Contoh", speaks_on="Kemasan")
    add_item(session, kind=Kind.OTHER, title="Pembukaan dan doa", minutes=10)
    add_item(session, kind=Kind.TALK, title="Izin apa untuk produk apa", minutes=30)
    add_item(session, kind=Kind.OTHER, title="Tanya jawab", minutes=60)
    add_item(session, kind=Kind.OTHER, title="Rangkuman dan rekomendasi", minutes=20)
    announce(session, by=by, at=days.ago(5))
    _register(session, _others(14), by=by, at=days.ago(4))
