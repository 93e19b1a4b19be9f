"""A small world for tests: plain builders, each with sensible defaults and a number of its own."""

from itertools import count

from klinik.directory.models import Aspect, Indicator, Partner, Pesantren, Region, Sector
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import AspectDuty, Koppontren, Membership, Office
from klinik.tenancy.roles import HELPERS, KOPPONTREN_RIGHTS, OFFICE_ROLES, Role

numbers = count(1)


def make_user(name: str = "Siti Contoh", *, email: str | None = None) -> User:
    """A person who can be signed in with `client.force_login`; no password, so no slow hash."""
    return User.objects.create_user(email or f"orang{next(numbers)}@contoh.example", name=name)


SECTORS = (
    *("makanan", "minuman", "peternakan", "perikanan", "pertanian"),
    *("fashion", "perdagangan", "kerajinan", "jasa"),
)


def make_sectors() -> None:
    """The sectors that a migration brings; tests that empty the tables take them away."""
    for code in [
        "makanan",
        "minuman",
        "peternakan",
        "perikanan",
        "pertanian",
        "fashion",
        "perdagangan",
        "kerajinan",
        "jasa",
    ]:
        Sector.objects.get_or_create(code=code, defaults={"name": code.capitalize(), "order": 1})


def make_region(code: str = "3524", name: str = "Lamongan", kind: str = "kabupaten") -> Region:
    """A region; the same code is the same region."""
    return Region.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})[0]


def make_pesantren(slug: str = "al-hikmah", *, region: Region | None = None) -> Pesantren:
    """An invented pesantren."""
    return Pesantren.objects.create(
        slug=slug,
        name=f"Pesantren {slug.replace('-', ' ').title()}",
        region=region or make_region(),
        is_simulated=True,
    )


def make_koppontren(slug: str = "al-hikmah", *, pesantren: Pesantren | None = None) -> Koppontren:
    """An invented koppontren with a pesantren of the same slug."""
    return Koppontren.objects.create(
        slug=slug,
        name=f"Koppontren {slug.replace('-', ' ').title()}",
        pesantren=pesantren or make_pesantren(slug),
        is_simulated=True,
    )


def make_office(code: str = "pembiayaan", *, region: Region | None = None) -> Office:
    """An office that answers for the aspect of the same code, or for a region."""
    if region is not None:
        return Office.objects.create(code=code, name=f"Dinas {region}", region=region)
    aspect, _ = Aspect.objects.get_or_create(
        code=code, defaults={"name": f"Aspek {code}", "order": next(numbers)}
    )
    office = Office.objects.create(code=code, name=f"Bidang {code}")
    AspectDuty.objects.create(aspect=aspect, office=office)
    return office


def make_partner(
    slug: str = "universitas", *, kind: str = "academia", is_lender: bool = False
) -> Partner:
    """An invented partner; its row is written as somebody of the province's secretariat."""
    office = Office.objects.filter(code="sekretariat").first() or make_office("sekretariat")
    read_as(make_member_of(office, Role.SECRETARIAT))
    return Partner.objects.create(
        slug=slug,
        name=slug.replace("-", " ").title(),
        kind=kind,
        is_lender=is_lender,
        is_simulated=True,
    )


def make_indicator(code: str = "member-savings-total", *, unit: str = "Rp") -> Indicator:
    """An indicator; that of the members' savings is read from the books."""
    return Indicator.objects.get_or_create(
        code=code,
        defaults={"name": f"Angka {code}", "unit": unit, "is_from_books": "savings" in code},
    )[0]


def make_member_of(
    place: Koppontren | Pesantren | Office | Partner, role: Role, *, name: str | None = None
) -> User:
    """A new person with `role` in `place`."""
    user = make_user(name or f"{role.label} {next(numbers)}")
    membership = Membership(user=user, role=role)
    if role in KOPPONTREN_RIGHTS and isinstance(place, Koppontren):
        membership.koppontren = place
    elif role in OFFICE_ROLES | HELPERS and isinstance(place, Office):
        membership.office = place
    elif isinstance(place, Pesantren):
        membership.pesantren = place
    elif isinstance(place, Partner):
        membership.partner = place
    membership.save()
    return user
