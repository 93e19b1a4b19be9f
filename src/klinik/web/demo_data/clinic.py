"""Cases and stories of the demonstration: one real story with its sources, the rest invented."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from klinik.clinic.cases.commands import (
    agree_to_story,
    answer_case,
    close_case,
    complete_activity,
    follow_case,
    open_case,
    record_result,
    refer_case,
    set_activity,
    set_goals,
    take_case,
    triage_case,
)
from klinik.clinic.cases.models import Activity, Audience, Case, Urgency
from klinik.clinic.stories.commands import (
    Telling,
    agree_to_text,
    begin_story,
    begin_story_of_case,
    publish_story,
    send_story,
)
from klinik.clinic.stories.models import Story
from klinik.directory.commands import record_reading
from klinik.directory.evidence import Evidence, clean_evidence
from klinik.directory.models import Aspect, Indicator, Pesantren, Reading
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Office

SESSION = date(2025, 3, 4)  # the clinic's first session
ARTICLE = (
    "https://jurnal9.tv/klinik-opop-jawa-timur-ruang-diskusi-baru-untuk-mendorong-koppontren"
    "-lebih-maju/"
)
TOLD = "per hari; diceritakan di sesi, kapan diukur tidak diketahui"
NO_EVIDENCE = "Angka dari pemberitaan. Bukti pengukurannya tidak diketahui."


@transaction.atomic
def load() -> None:
    """Put three cases on their road and tell two stories; done twice, they are there once."""
    secretariat = _person("sekretariat@opop.example")
    read_as(secretariat)
    if Story.objects.exists():
        return
    _tell_of_kopi_bikla(secretariat)
    _reports_that_took_three_weeks()
    _savings_that_nobody_sees()
    _no_cooperative_yet()


class Days:
    """Moments counted back from the day of loading, at ten in the morning."""

    def __init__(self) -> None:
        self.now = timezone.localtime()

    def ago(self, days: int) -> datetime:
        """That many days ago, at ten."""
        return (self.now - timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)

    def day(self, days: int) -> date:
        """The day that many days ago; below zero it lies ahead."""
        return (self.now - timedelta(days=days)).date()


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{words}.klinik.example")


def _tell_of_kopi_bikla(by: User) -> None:
    """The success story of the first session, with nothing but what its source says."""
    place = Pesantren.objects.get(products__name="Kopi Bikla")
    coffee = Indicator.objects.get(code="coffee-production-day")
    before, after = (
        record_reading(
            place,
            indicator=coffee,
            value=kilograms,
            period=TOLD,
            on=SESSION,
            origin=Reading.Origin.PUBLICATION,
            source=ARTICLE,
            note=NO_EVIDENCE,
            by=by,
        )
        for kilograms in (5, 2000)
    )
    telling = Telling(
        before=before,
        after=after,
        title="Kopi Bikla: dari 5 kilogram menjadi 2 ton per hari",
        summary="Kopi buatan Ponpes Ihya'us Sunnah Alhasany, Jember, peserta OPOP angkatan 2019.",
        body=(
            "Kisah ini diceritakan pada sesi pertama **Klinik OPOP**, 4 Maret 2025. Menurut "
            "berita tentang sesi itu, produksi Kopi Bikla naik dari 5 kilogram menjadi 2 ton "
            "per hari.\n\n"
            "Kapan kedua angka itu diukur, dan dengan bukti apa, tidak disebutkan. Karena itu "
            "keduanya ditampilkan sebagai angka dari pemberitaan, bukan hasil pengukuran."
        ),
        source_title="Klinik OPOP Jawa Timur: ruang diskusi baru untuk mendorong koppontren",
        source_url=ARTICLE,
        sources_note=(
            "Sumber tidak sepakat. Sumber lain menyebut angka dan satuan waktu yang berbeda, "
            "tetapi tidak diketahui di mana dimuat; karena itu angkanya tidak ditampilkan."
        ),
    )
    office = Office.objects.get(code="produksi")
    key = _key("kopi bikla")
    story = begin_story(place, telling=telling, aspect=office.aspect, request_id=key, by=by)
    send_story(story, agrees=False, by=by, at=timezone.now())
    officer = _person("admin@opop.example")
    read_as(officer)
    publish_story(story, by=officer, at=timezone.now())
    read_as(by)


def publish_told(case: Case, telling: Telling, road: "Road", *days: datetime) -> None:
    """An officer writes the story of a case, the pesantren agrees to the text, it is public."""
    written, agreed, published = days
    key = _key(f"story {case.number}")
    story = begin_story_of_case(case, telling=telling, request_id=key, by=road.officer, at=written)
    send_story(story, agrees=False, by=road.officer, at=written)
    read_as(road.speaker)
    agree_to_text(story, by=road.speaker, at=agreed)
    read_as(road.officer)
    publish_story(story, by=road.officer, at=published)


class Road(NamedTuple):
    """The two who walk a case's road, and its office."""

    pesantren: Pesantren
    speaker: User
    office: Office
    officer: User

    @classmethod
    def of(cls, slug: str, speaker: str, office: str) -> "Road":
        """The road from pesantren `slug` to `office`."""
        return cls(
            Pesantren.objects.get(slug=slug),
            _person(speaker),
            Office.objects.get(code=office),
            _person(f"petugas@{office}.example"),
        )

    @property
    def aspect(self) -> Aspect:
        """What the office answers for."""
        aspect = self.office.aspect
        assert aspect is not None
        return aspect


def _savings_that_nobody_sees() -> None:
    """Al-Hikmah, in the middle of its road: taken, answered, an activity is set."""
    road, days = Road.of("al-hikmah", "manajer@al-hikmah.example", "pembiayaan"), Days()
    read_as(road.speaker)
    case = open_case(
        pesantren=road.pesantren,
        title="Keuangan koperasi belum punya sistem digital yang efisien",
        description=(
            "Simpanan anggota dicatat di tiga buku tulis dan satu lembar kerja. Setiap anggota "
            "yang bertanya saldonya harus menunggu, dan banyak yang ragu menambah simpanan "
            "karena tidak bisa melihat catatannya."
        ),
        since=days.day(400),
        tried="Lembar kerja bersama, tetapi sering tertimpa dan tidak ada yang membetulkan.",
        aspect=road.aspect,
        indicator=Indicator.objects.get(code="member-savings-total"),
        baseline=Decimal(300_000_000),
        target=Decimal(400_000_000),
        audience=Audience.NETWORK,
        request_id=_key("al-hikmah"),
        by=road.speaker,
        at=days.ago(20),
    )
    _talk_and_plan(case, road, days)


def _talk_and_plan(case: Case, road: Road, days: Days) -> None:
    read_as(road.officer)
    take_case(case, office=road.office, by=road.officer, at=days.ago(18))
    answer_case(
        case,
        text="Terima kasih. Siapa yang sekarang memegang buku simpanan, dan berapa anggotanya?",
        request_id=_key("al-hikmah question"),
        by=road.officer,
        at=days.ago(18),
    )
    read_as(road.speaker)
    answer_case(
        case,
        text="Satu teller dan satu petugas pembukuan. Mereka siap dilatih.",
        request_id=_key("al-hikmah reply"),
        by=road.speaker,
        at=days.ago(17),
    )
    read_as(road.officer)
    set_activity(
        case,
        kind=Activity.Kind.MENTORING,
        what="Pendampingan memindahkan simpanan anggota ke pembukuan digital",
        who="Bidang Pembiayaan bersama teller dan petugas pembukuan",
        on=days.day(-7),
        request_id=_key("al-hikmah mentoring"),
        by=road.officer,
        at=days.ago(15),
    )
    _grant_and_refer(case, road, days)
    assistant = _person("pendamping@darul-falah.example")
    read_as(assistant)
    follow_case(
        case,
        pesantren=Pesantren.objects.get(slug="darul-falah"),
        by=assistant,
        note="Tabungan santri kami juga masih dicatat di buku tulis.",
    )


def _grant_and_refer(case: Case, road: Road, days: Days) -> None:
    """What is to be reached, what was handed over, and a part that the regency sees to."""
    set_goals(
        case,
        goals=(
            "Semua simpanan anggota tercatat di pembukuan digital.\n"
            "Setiap anggota bisa melihat saldonya sendiri.\n"
            "Simpanan anggota naik menjadi Rp400 juta."
        ),
        review_on=days.day(-60),
        request_id=_key("al-hikmah goals"),
        by=road.officer,
        at=days.ago(15),
    )
    set_activity(
        case,
        kind=Activity.Kind.GRANT,
        what="Satu laptop dan satu printer struk untuk meja teller (simulasi)",
        who="Bidang Pembiayaan",
        on=days.day(10),
        request_id=_key("al-hikmah laptop"),
        by=road.officer,
        at=days.ago(14),
    )
    complete_activity(
        Activity.objects.get(case=case, kind=Activity.Kind.GRANT),
        on=days.day(10),
        note="Diserahkan dan langsung dicoba; dilihat lagi tiga bulan kemudian.",
        place="Meja teller koperasi",
        request_id=_key("al-hikmah laptop done"),
        by=road.officer,
        at=days.ago(9),
    )
    refer_case(
        case,
        office=Office.objects.get(code="lamongan"),
        text="Mohon didampingi memperbarui data badan hukum sebelum simpanan dipindahkan.",
        request_id=_key("al-hikmah referral"),
        by=road.officer,
        at=days.ago(8),
    )


def _no_cooperative_yet() -> None:
    """Darul Falah, newly opened: waiting for its office."""
    road, days = Road.of("darul-falah", "pendamping@darul-falah.example", "kelembagaan"), Days()
    read_as(road.speaker)
    case = open_case(
        pesantren=road.pesantren,
        title="Ingin mendirikan koperasi, belum tahu mulai dari mana",
        description=(
            "Usaha santri sudah berjalan, tetapi uangnya masih bercampur dengan uang pesantren. "
            "Kami ingin mendirikan koperasi dan belum tahu syarat dan urutannya."
        ),
        since=days.day(240),
        tried="Bertanya ke pesantren tetangga.",
        aspect=road.aspect,
        indicator=Indicator.objects.get(code="cooperative-members"),
        baseline=Decimal(0),
        target=Decimal(50),
        audience=Audience.OFFICES,
        request_id=_key("darul-falah"),
        by=road.speaker,
        at=days.ago(2),
    )
    read_as(road.officer)
    triage_case(
        case,
        urgency=Urgency.CALM,
        request_id=_key("darul-falah urgency"),
        by=road.officer,
        at=days.ago(1),
    )


def _reports_that_took_three_weeks() -> None:
    """An-Nur, at the end of its road: closed by its result, its story told."""
    road, days = Road.of("an-nur", "manajer@an-nur.example", "kelembagaan"), Days()
    read_as(road.speaker)
    case = open_case(
        pesantren=road.pesantren,
        title="Laporan bulanan koperasi selalu terlambat",
        description=(
            "Nota toko disalin tiga kali. Laporan bulanan baru selesai tiga minggu kemudian, "
            "jadi pengurus memutuskan tanpa angka."
        ),
        since=days.day(500),
        tried="Menambah satu orang untuk menyalin nota.",
        aspect=road.aspect,
        indicator=Indicator.objects.get(code="days-to-monthly-report"),
        baseline=Decimal(21),
        target=Decimal(5),
        audience=Audience.NETWORK,
        request_id=_key("an-nur"),
        by=road.speaker,
        at=days.ago(96),
    )
    _walk_to_the_end(case, road, days)
    telling = Telling(
        title="Laporan bulanan selesai dalam empat hari",
        summary="Koppontren ini dulu perlu 21 hari untuk menyusun laporan bulanan.",
        was="Nota toko disalin tiga kali sebelum masuk laporan.",
        done=(
            "Dalam pelatihan dua hari, pengurus belajar mencatat **sekali saja**, di tempat uang "
            "masuk dan keluar.\n\n"
            "- hari pertama: uang masuk dan uang keluar\n"
            "- hari kedua: membaca neraca"
        ),
        changed=(
            "Dua bulan kemudian laporan selesai dalam empat hari. Kisah ini rekaan untuk contoh."
        ),
        claims="Toko buka lebih lama: dari 8 jam menjadi 12 jam sehari",
    )
    publish_told(case, telling, road, days.ago(9), days.ago(8), days.ago(8))


def _walk_to_the_end(case: Case, road: Road, days: Days) -> None:
    read_as(road.officer)
    take_case(case, office=road.office, by=road.officer, at=days.ago(94))
    set_activity(
        case,
        kind=Activity.Kind.TRAINING,
        what="Pelatihan pembukuan dua hari untuk pengurus",
        who="Bidang Kelembagaan dan Pengawasan",
        on=days.day(80),
        request_id=_key("an-nur training"),
        by=road.officer,
        at=days.ago(92),
    )
    complete_activity(
        Activity.objects.get(case=case),
        on=days.day(80),
        note="Enam orang hadir dua hari penuh. Sejak itu nota dicatat sekali saja.",
        request_id=_key("an-nur training done"),
        by=road.officer,
        at=days.ago(79),
    )
    record_result(
        case,
        value=Decimal(4),
        on=days.day(12),
        period="bulan terakhir",
        source="Buku serah terima laporan, dibaca saat kunjungan",
        enclosures=[_page("Buku serah terima laporan (simulasi): 4 hari")],
        request_id=_key("an-nur result"),
        by=road.officer,
        at=days.ago(11),
    )
    close_case(case, by=road.officer, at=days.ago(10))
    read_as(road.speaker)
    agree_to_story(case, by=road.speaker, at=days.ago(9))
    read_as(road.officer)


def _page(words: str) -> Evidence:
    """A picture of a page with these words, as evidence to look at."""
    page = Image.new("RGB", (800, 400), "white")
    ImageDraw.Draw(page).text((40, 180), words, fill="black", font_size=28)
    drawn = BytesIO()
    page.save(drawn, "PNG")
    return clean_evidence(ContentFile(drawn.getvalue(), name="buku-serah-terima.png"))
