"""Setting up a province: its name, regions, offices and first person, all of it or nothing."""

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from klinik.directory.models import Aspect, Indicator, Region
from klinik.directory.starting import starting_indicators, table
from klinik.people.models import User
from klinik.tenancy.models import AspectDuty, Membership, Office, Programme
from klinik.tenancy.models.programme import ONLY
from klinik.tenancy.roles import Role
from klinik.tenancy.setup.rules import AlreadySetUp, OfficeRow, RegionRow

SECRETARIAT = "sekretariat"


@transaction.atomic
def set_up(
    *,
    province: str,
    name: str,
    short_name: str,
    logo: "ContentFile[bytes] | None" = None,
    regions: Sequence[RegionRow],
    offices: Sequence[OfficeRow],
    person: str,
    email: str = "",
    phone: str = "",
    password: str,
) -> User:
    """Make everything that a province starts from; answers its first person, who administers.

    Works once: of two at the same time the second waits and is refused. Raises AlreadySetUp.
    """
    programme = _claim(province=province, name=name, short_name=short_name)
    _make_regions(regions)
    for order, row in enumerate(offices, start=1):
        _make_office(row, order=order)
    Indicator.objects.bulk_create(starting_indicators(), ignore_conflicts=True)
    secretariat = Office.objects.create(code=SECRETARIAT, name=f"Sekretariat {name}"[:100])
    first = User.objects.create_user(email, password, phone=phone, name=person)
    Membership.objects.create(user=first, role=Role.ADMINISTRATOR, office=secretariat)
    programme.set_up_by = first
    if logo:
        programme.logo = logo
    programme.save(update_fields=["set_up_by", "logo"])
    return first


def _claim(**names: str) -> Programme:
    try:
        with transaction.atomic():
            return Programme.objects.create(pk=ONLY, **names)
    except IntegrityError:
        raise AlreadySetUp from None


def _make_regions(rows: Sequence[RegionRow]) -> None:
    regions = [Region(code=row.code, name=row.name, kind=row.kind) for row in rows]
    Region.objects.bulk_create(regions, ignore_conflicts=True)


def _make_office(row: OfficeRow, *, order: int) -> None:
    usual = {known["name"].casefold(): known for known in table("aspects")}
    known = usual.get(row.aspect.casefold(), {})
    aspect = Aspect.objects.create(
        code=known.get("code") or f"{slugify(row.aspect)[:40]}-{order}".strip("-"),
        name=row.aspect,
        name_en=known.get("name_en", ""),
        order=order,
    )
    office = Office.objects.create(
        code=known.get("office_code") or f"{slugify(row.office)[:40]}-{order}".strip("-"),
        name=row.office,
    )
    AspectDuty.objects.create(aspect=aspect, office=office)
