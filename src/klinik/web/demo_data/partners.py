"""Partners of the demonstration, one of each kind of the pentahelix, and what they offer."""

from datetime import timedelta
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.utils import timezone

from klinik.directory.models import Aspect, Offer, Partner, Region
from klinik.directory.partners.commands import add_partner, make_offer, verify_partner
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import PARTNER_RIGHTS, PartnerRight, Role
from klinik.web.demo import SIGN_INS
from klinik.web.demo_data.people import sign_up


class Invented(NamedTuple):
    """One invented partner."""

    slug: str
    name: str
    kind: str
    about: str
    region: str = ""
    is_lender: bool = False


PARTNERS = (
    Invented(
        "universitas-contoh",
        "Universitas Contoh",
        "academia",
        "Dosen dan mahasiswa mendampingi usaha pesantren: pembukuan, mutu produk dan pemasaran.",
        "3578",
    ),
    Invented(
        "bank-syariah-contoh",
        "Bank Syariah Contoh",
        "business",
        "Pembiayaan syariah untuk koppontren yang pembukuannya rapi.",
        is_lender=True,
    ),
    Invented(
        "dinas-contoh",
        "Dinas Contoh",
        "government",
        "Membantu pengurusan izin dan sertifikat halal.",
    ),
    Invented(
        "radio-santri-contoh",
        "Radio Santri Contoh",
        "media",
        "Menyiarkan kisah dan produk pesantren setiap pekan.",
        "3509",
    ),
    Invented(
        "komunitas-kopi-contoh",
        "Komunitas Kopi Contoh",
        "community",
        "Petani dan penyangrai yang berbagi pasar dan pengetahuan.",
    ),
)


class Help(NamedTuple):
    """One offer of an invented partner."""

    partner: str
    kind: str
    title: str
    text: str
    aspects: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    days: int = 0


OFFERS = (
    Help(
        "universitas-contoh",
        Offer.Kind.MENTORING,
        "Pendampingan pembukuan selama tiga bulan",
        "Dua mahasiswa akuntansi datang setiap pekan. Pesantren menyiapkan catatan yang ada.",
        ("kelembagaan", "pembiayaan"),
        ("3524", "3578"),
        120,
    ),
    Help(
        "bank-syariah-contoh",
        Offer.Kind.FINANCE,
        "Pembiayaan modal kerja koppontren",
        "Sampai Rp200 juta dengan akad murabahah. Syarat: laporan keuangan 12 bulan terakhir.",
        ("pembiayaan",),
    ),
    Help(
        "dinas-contoh",
        Offer.Kind.CERTIFICATION,
        "Sertifikat halal untuk 20 produk",
        "Biaya pemeriksaan ditanggung. Pesantren membawa NIB dan daftar bahan.",
        ("produk",),
        (),
        60,
    ),
    Help(
        "radio-santri-contoh",
        Offer.Kind.PUBLICITY,
        "Wawancara 15 menit tentang produk pesantren",
        "Setiap Jumat pagi, langsung dari pesantren.",
        ("pemasaran",),
    ),
)


def load() -> None:
    """Write the partners down, sign their people up and publish offers; twice is once."""
    if Partner.objects.exists():
        return
    secretariat = User.objects.get(email="sekretariat@opop.example")
    read_as(secretariat)
    for row in PARTNERS:
        _write_down(row)
    verify_partner(Partner.objects.get(slug="universitas-contoh"), by=secretariat)
    for person in SIGN_INS:
        if person.role in PARTNER_RIGHTS:
            sign_up(person)
    for help_ in OFFERS:
        _offer(help_)


def _write_down(row: Invented) -> None:
    add_partner(
        name=row.name,
        kind=row.kind,
        is_lender=row.is_lender,
        about=row.about,
        region=Region.objects.filter(code=row.region).first(),
        website="",
        contact="",
        source="",
        request_id=_key(row.name),
        is_simulated=True,
    )


def _offer(row: Help) -> None:
    """Published by somebody of the partner: one whose person signs in, or an invented one."""
    partner = Partner.objects.get(slug=row.partner)
    read_as(_keeper_of(partner))
    make_offer(
        partner,
        kind=row.kind,
        title=row.title,
        text=row.text,
        aspects=Aspect.objects.filter(code__in=row.aspects),
        regions=Region.objects.filter(code__in=row.regions),
        until=timezone.localdate() + timedelta(days=row.days) if row.days else None,
        request_id=_key(row.title),
    )


def _keeper_of(partner: Partner) -> User:
    roles = [role for role, rights in PARTNER_RIGHTS.items() if PartnerRight.DESCRIBE in rights]
    keeper = Membership.objects.filter(partner=partner, role__in=roles).first()
    if keeper:
        return keeper.user
    user = User.objects.create_user(f"mitra@{partner.slug}.example", name=f"Mitra {partner.name}")
    Membership.objects.create(user=user, role=Role.PARTNER, partner=partner)
    return user


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{words}.mitra.example")
