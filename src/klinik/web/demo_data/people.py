"""Koppontren, offices and people of the demonstration."""

from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_DNS, uuid5

from klinik.directory.models import Aspect, Partner, Pesantren, Region
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.commands import invite
from klinik.tenancy.models import AspectDuty, Koppontren, Membership, Office, Programme
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, PARTNER_RIGHTS, PESANTREN_ROLES, Role
from klinik.web.demo import PASSWORD, SIGN_INS, SignIn

# The offices of the agency and the aspect each answers for: DOMAIN of the programme, 2025.
OPENED = date(2025, 3, 4)  # the clinic's first session
OFFICES = (
    ("kelembagaan", "Bidang Kelembagaan dan Pengawasan", "kelembagaan"),
    ("pelatihan", "UPT Pelatihan", "sdm"),
    ("produksi", "Bidang Produksi", "produk"),
    ("pemasaran", "Bidang Pemasaran", "pemasaran"),
    ("pembiayaan", "Bidang Pembiayaan", "pembiayaan"),
    ("sekretariat", "Sekretariat OPOP", None),
)
# An invented office of the region in which Al-Hikmah lies.
REGENCY = ("lamongan", "Kantor Kabupaten Lamongan (contoh)", "3524")


class Cooperative(NamedTuple):
    """An invented koppontren of the demonstration."""

    slug: str
    name: str


KOPPONTREN = (
    Cooperative("al-hikmah", "Koppontren Al-Hikmah Contoh"),
    Cooperative("an-nur", "Koppontren An-Nur Contoh"),
)


def load() -> None:
    """Make the offices, the two koppontren and everyone a visitor may sign in as."""
    if User.objects.filter(email=SIGN_INS[0].email).exists():
        return
    Programme.objects.get_or_create(
        pk=1, defaults={"province": "Jawa Timur", "name": "OPOP", "short_name": "Klinik OPOP"}
    )
    aspects = {aspect.code: aspect for aspect in Aspect.objects.all()}
    for code, name, aspect in OFFICES:
        office = Office.objects.create(code=code, name=name)
        if aspect:
            AspectDuty.objects.create(aspect=aspects[aspect], office=office, from_on=OPENED)
    code, name, region = REGENCY
    Office.objects.create(code=code, name=name, region=Region.objects.get(code=region))
    for cooperative in KOPPONTREN:
        Koppontren.objects.create(
            slug=cooperative.slug,
            name=cooperative.name,
            pesantren=Pesantren.objects.get(slug=cooperative.slug),
            is_simulated=True,
        )
    for person in SIGN_INS:
        if person.role not in PARTNER_RIGHTS:  # demo_data/partners.py writes their places down
            sign_up(person)
    _supervise_both()
    _invite()


def _supervise_both() -> None:
    """The supervisor works in both koppontren: one account, and a menu of places."""
    supervisor = User.objects.get(email="pengawas@al-hikmah.example")
    neighbour = Koppontren.objects.get(slug="an-nur")
    Membership.objects.create(user=supervisor, role=Role.SUPERVISOR, koppontren=neighbour)


def _invite() -> None:
    """A cashier who has not answered yet, and a teller of whom the board has to approve."""
    place = Koppontren.objects.get(slug="al-hikmah")
    manager = User.objects.get(email="manajer@al-hikmah.example")
    read_as(manager)
    for role, name in ((Role.CASHIER, "Kasir Baru Contoh"), (Role.TELLER, "Teller Baru Contoh")):
        invite(
            place,
            role=role,
            name=name,
            email=f"{role.value}@baru.example",
            request_id=uuid5(NAMESPACE_DNS, f"{role.value}.baru.example"),
            by=manager,
        )


def sign_up(person: SignIn) -> None:
    """A person with a role, who signs in with the password that everybody knows."""
    user = User.objects.create_user(person.email, PASSWORD, name=person.name)
    if person.role == Role.GUARDIAN:  # no role that works: the counter gives a link (finance.py)
        return
    membership = Membership(user=user, role=person.role)
    if person.role in KOPPONTREN_RIGHTS:
        membership.koppontren = Koppontren.objects.get(slug=person.place)
    elif person.role in PESANTREN_ROLES:
        membership.pesantren = Pesantren.objects.get(slug=person.place)
    elif person.role in PARTNER_RIGHTS:
        membership.partner = Partner.objects.get(slug=person.place)
    else:
        membership.office = Office.objects.get(code=person.place)
    membership.save()
