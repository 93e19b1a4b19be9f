"""The session of 4 March 2025 played again: from an obstacle heard to a figure from the books.

Its source tells of a story, an obstacle and 140 pesantren. The story keeps its real name and its
source; from the obstacle on everybody is invented, and 140 invented pesantren come.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands import (
    agree_to_story,
    choose_result,
    close_case,
    complete_activity,
    complete_case,
    set_activity,
    set_goals,
    take_case,
)
from klinik.clinic.cases.models import Activity, Audience, Case
from klinik.clinic.sessions.commands import (
    add_item,
    announce,
    call_roll,
    plan_session,
    recommend,
    register,
    seat_panelist,
    write_minutes,
)
from klinik.clinic.sessions.models import AgendaItem, Minutes, Panelist, Session
from klinik.clinic.sessions.room.commands import happen, start_item, turn_question_into_case
from klinik.clinic.sessions.room.rules import Kind as Room
from klinik.clinic.sessions.room.rules import Step
from klinik.clinic.stories.commands import Telling
from klinik.clinic.stories.models import Story
from klinik.directory.models import Aspect, Indicator, Pesantren, Reading
from klinik.finance.savings.commands import offer_usual_products
from klinik.people.models import User
from klinik.programme.commands import give_consent
from klinik.tenancy.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Office
from klinik.tenancy.roles import Role
from klinik.web.demo import SignIn
from klinik.web.demo_data import clinic, opening, people
from klinik.web.demo_data.finance import PRINCIPAL
from klinik.web.demo_data.sessions import FIVE, PRESENT

SLUG = "tirta-ilmu"
MANAGER = SignIn(f"manajer@{SLUG}.example", "Manajer Tirta Ilmu", Role.MANAGER, SLUG)
BALANCES = "neraca-saldo-an-nur.csv"  # whose members' savings are Rp26,050,000 in all
FIGURE, BEFORE, WISHED = "member-savings-total", Decimal(18_400_000), Decimal(25_000_000)
OPENED_ON, READ_ON = date(2025, 6, 1), date(2025, 9, 30)
QUESTION = (
    "Aplikasi keuangan digital seperti apa yang cocok untuk koperasi kami? Simpanan anggota masih "
    "dicatat di tiga buku tulis."
)
ANSWER = (
    "Satu pembukuan untuk simpanan dan toko, dicatat sekali di tempat uang masuk dan keluar. "
    "Bidang Pembiayaan mendampingi pemindahannya."
)
Item = AgendaItem.Kind


@transaction.atomic
def load() -> None:
    """Play the session and the road behind it; done twice, it is there once."""
    secretary = _person("sekretariat@opop.example")
    read_as(secretary)
    if Session.objects.filter(request_id=_key("session")).exists():
        return
    _found()
    session = _plan(secretary)
    _come(session, secretary)
    case = _hear(session)
    _write_down(session, case, secretary)
    _walk(case)
    _measure(case)
    _tell(case)


def _at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2025."""
    zone = timezone.get_default_timezone()
    return datetime(2025, month, day, hour, minute, tzinfo=zone)


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{words}.replay.klinik.example")


def _ours() -> Pesantren:
    return Pesantren.objects.get(slug=SLUG)


def _found() -> None:
    """The invented cooperative, and who speaks for it."""
    name = "Koppontren Tirta Ilmu Contoh"
    Koppontren.objects.create(slug=SLUG, name=name, pesantren=_ours(), is_simulated=True)
    people.sign_up(MANAGER)


def _plan(secretary: User) -> Session:
    session = plan_session(
        theme="Putar ulang sesi 4 Maret 2025",
        about=(
            "Sesi pertama Klinik OPOP diputar ulang sebagai contoh. Yang nyata di sini hanya kisah "
            "Kopi Bikla, dengan sumbernya. Kendala, koperasi, dan 140 pesantren yang hadir adalah "
            "rekaan: dari kendala itu terlihat jalannya sampai angka dari pembukuan."
        ),
        aspects=Aspect.objects.all(),
        starts_at=_at(3, 4, 9),
        minutes=120,
        capacity=None,
        video_url="",
        times=1,
        request_id=_key("session"),
        by=secretary,
        is_simulated=True,
        at=_at(2, 10),
    )
    officers = {
        "kelembagaan": (Panelist.Part.MODERATOR, _person("petugas@kelembagaan.example")),
        "pembiayaan": (Panelist.Part.PANELIST, _person("petugas@pembiayaan.example")),
    }
    for code in FIVE:
        part, user = officers.get(code, (Panelist.Part.PANELIST, None))
        seat_panelist(session, part=part, user=user, office=Office.objects.get(code=code))
    told = Story.objects.get(pesantren__products__name="Kopi Bikla")
    add_item(session, kind=Item.OTHER, title="Pembukaan dan doa", minutes=10)
    add_item(session, kind=Item.STORY, title="Kisah: Kopi Bikla", minutes=25, story=told)
    add_item(
        session,
        kind=Item.HEARING,
        title="Kendala: belum punya aplikasi keuangan digital",
        minutes=50,
        pesantren=_ours(),
    )
    add_item(session, kind=Item.OTHER, title="Rangkuman dan rekomendasi", minutes=25)
    return announce(session, by=secretary, at=_at(2, 11))


def _come(session: Session, secretary: User) -> None:
    """140 invented pesantren take their places, and the roll is called."""
    known = ("tirta-ilmu", "al-hikmah", "an-nur")
    first = [Pesantren.objects.get(slug=slug) for slug in known]
    others = Pesantren.objects.filter(is_simulated=True).exclude(slug__in=known)
    came = first + list(others.order_by("name", "pk")[: PRESENT - len(first)])
    office = Office.objects.get(code="sekretariat")
    for place in came:
        register(session, pesantren=place, by=secretary, office=office, at=_at(2, 20))
    call_roll(session, present=came, by=secretary, at=_at(3, 4, 9, 5))


def _hear(session: Session) -> Case:
    """The story, the obstacle, the question with its answer; and one tap makes it a case."""
    moderator, officer = (
        _person("petugas@kelembagaan.example"),
        _person("petugas@pembiayaan.example"),
    )
    _first, story, hearing, _last = session.agenda.order_by("order")
    read_as(moderator)
    start_item(session, item=story, by=moderator, at=_at(3, 4, 9, 10))
    question = _ask(session)
    read_as(moderator)
    start_item(session, item=hearing, by=moderator, at=_at(3, 4, 9, 35))
    steps = ((Step.READ_BACK, 45), (Step.QUESTIONS, 50), (Step.RECOMMENDATIONS, 58))
    for step, minute in steps:
        said = {"step": step.value}
        at = _at(3, 4, 9, minute)
        happen(session, Room.STEP, by=moderator, payload=said, at=at)
    happen(session, Room.TAKEN_UP, by=moderator, about=question, at=_at(3, 4, 10))
    said = {"answer": ANSWER}
    happen(session, Room.ANSWERED, by=moderator, about=question, payload=said, at=_at(3, 4, 10, 15))
    happen(session, Room.ITEM_ENDED, by=moderator, at=_at(3, 4, 10, 25))
    read_as(officer)
    case = turn_question_into_case(
        session, question, audience=Audience.NETWORK, by=officer, at=_at(3, 4, 10, 30)
    )
    manager = _person(MANAGER.email)
    read_as(manager)
    return complete_case(
        case,
        since=date(2024, 7, 1),
        indicator=Indicator.objects.get(code=FIGURE),
        baseline=BEFORE,
        target=WISHED,
        request_id=_key("complete"),
        by=manager,
        at=_at(3, 4, 13),
    )


def _ask(session: Session) -> int:
    """Ours asks, two others ask it too; answers with the number of the question."""
    manager = _person(MANAGER.email)
    read_as(manager)
    asked = happen(
        session,
        Room.ASKED,
        by=manager,
        pesantren=_ours(),
        payload={"text": QUESTION},
        at=_at(3, 4, 9, 20),
    )
    assert asked is not None
    for slug in ("al-hikmah", "an-nur"):
        person, place = _person(f"manajer@{slug}.example"), Pesantren.objects.get(slug=slug)
        at = _at(3, 4, 9, 22)
        read_as(person)
        happen(session, Room.UPVOTED, by=person, pesantren=place, about=asked.number, at=at)
    return asked.number


def _write_down(session: Session, case: Case, secretary: User) -> None:
    """Within a day: what came of it, and what the panel recommends."""
    officer = _person("petugas@pembiayaan.example")
    read_as(officer)
    recommend(
        session,
        pesantren=case.pesantren,
        case=case,
        office=Office.objects.get(code="pembiayaan"),
        text="Pindahkan simpanan anggota ke satu pembukuan digital, didampingi sampai tutup bulan.",
        due_on=date(2025, 6, 30),
        review_on=READ_ON,
        request_id=_key("recommendation"),
        by=officer,
        at=_at(3, 4, 15),
    )
    read_as(secretary)
    write_minutes(
        session,
        kind=Minutes.Kind.SUMMARY,
        text=(
            "Satu kisah diceritakan dengan angka dan sumbernya. Satu kendala didengar: **koperasi "
            "tanpa aplikasi keuangan digital**. Kendala itu menjadi kasus, dan Bidang Pembiayaan "
            "menerima rekomendasi tertulis. (simulasi)"
        ),
        after=0,
        by=secretary,
        at=_at(3, 4, 16),
    )


def _walk(case: Case) -> None:
    """The office takes it, says what is to be reached, and is there until it is."""
    officer = _person("petugas@pembiayaan.example")
    read_as(officer)
    office = Office.objects.get(code="pembiayaan")
    take_case(case, office=office, by=officer, at=_at(3, 6))
    set_goals(
        case,
        goals="Semua simpanan anggota ada di satu pembukuan digital.\nSimpanan naik ke Rp25 juta.",
        review_on=READ_ON,
        request_id=_key("goals"),
        by=officer,
        at=_at(3, 10),
    )
    plan = (
        (
            Activity.Kind.TRAINING,
            "Pelatihan pembukuan digital untuk pengurus dan teller",
            date(2025, 4, 15),
            "Empat orang hadir dua hari penuh; saldo setiap anggota dicocokkan dengan buku tulis.",
        ),
        (
            Activity.Kind.VISIT,
            "Kunjungan: buku dibuka, saldo awal diperiksa bersama",
            OPENED_ON,
            "Saldo awal cocok. Sejak hari ini simpanan dicatat di satu pembukuan.",
        ),
    )
    for kind, what, on, note in plan:
        key = _key(what)
        set_activity(
            case,
            kind=kind,
            what=what,
            who="Bidang Pembiayaan",
            on=on,
            request_id=key,
            by=officer,
            at=_at(3, 11),
        )
        activity = Activity.objects.get(case=case, what=what)
        at = _at(on.month, on.day, 16)
        key = _key(f"{what} done")
        complete_activity(activity, on=on, note=note, request_id=key, by=officer, at=at)


def _measure(case: Case) -> None:
    """The cooperative shares one figure of its books, and the office closes the case by it."""
    manager, officer = _person(MANAGER.email), _person("petugas@pembiayaan.example")
    koppontren = Koppontren.objects.get(slug=SLUG)
    with acting_for(koppontren):
        read_as(manager)
        opening.open_from(koppontren, BALANCES, on=OPENED_ON, by=manager)
        offer_usual_products(koppontren, principal=PRINCIPAL)
        give_consent(
            koppontren,
            indicator=Indicator.objects.get(code=FIGURE),
            starts_on=READ_ON,
            ends_on=READ_ON,
            request_id=_key("consent"),
            by=manager,
        )
    read_as(officer)
    reading = Reading.objects.get(pesantren=case.pesantren, origin=Reading.Origin.BOOKS)
    choose_result(case, reading=reading, by=officer, at=_at(10, 2))
    close_case(case, by=officer, at=_at(10, 3))


def _tell(case: Case) -> None:
    """With leave of the pesantren its story is told."""
    manager, officer = _person(MANAGER.email), _person("petugas@pembiayaan.example")
    read_as(manager)
    agree_to_story(case, by=manager, at=_at(10, 4))
    read_as(officer)
    telling = Telling(
        title="Dari tiga buku tulis ke satu pembukuan digital",
        summary="Koperasi ini bertanya di sesi pertama; tujuh bulan kemudian bukunya menjawab.",
        was="Simpanan anggota dulu dicatat di tiga buku tulis.",
        done=(
            "Pengurus bertanya di ruang langsung, Bidang Pembiayaan mendampingi, dan sejak Juni "
            "semuanya ada di **satu pembukuan**."
        ),
        changed=(
            "Angka sesudahnya dibaca dari buku koperasi itu sendiri, dengan persetujuannya. Kisah "
            "ini rekaan untuk contoh."
        ),
    )
    office = Office.objects.get(code="pembiayaan")
    road = clinic.Road(case.pesantren, manager, office, officer)
    clinic.publish_told(case, telling, road, _at(10, 5), _at(10, 6), _at(10, 6))
