"""Adding an office, saying how it is reached, and handing an aspect over."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from klinik.directory.models import Aspect, Region
from klinik.people.models import User
from klinik.tenancy.models import AspectDuty, Office
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.offices.rules import (
    AlreadyInCharge,
    NotOfTheProvince,
    RegionHasOffice,
    refuse_past,
)


@transaction.atomic
def hand_over(aspect: Aspect, *, office: Office, from_on: date, by: User) -> AspectDuty:
    """From this day on the office takes the aspect; what was before stays written down.

    Raises NotOfTheProvince, DayHasPassed, AlreadyInCharge.
    """
    aspect = Aspect.objects.select_for_update().get(pk=aspect.pk)
    if office.region_id:
        raise NotOfTheProvince
    refuse_past(from_on, today=timezone.localdate())
    if office_of(aspect, on=from_on) == office:
        raise AlreadyInCharge
    return AspectDuty.objects.create(aspect=aspect, office=office, from_on=from_on, set_by=by)


@transaction.atomic
def add_office(*, region: Region, name: str, phone: str = "", email: str = "") -> Office:
    """A region gets its office. Raises RegionHasOffice."""
    region = Region.objects.select_for_update().get(pk=region.pk)
    if Office.objects.filter(region=region).exists():
        raise RegionHasOffice
    code = f"{slugify(str(region))[:40]}-{region.code}"
    return Office.objects.create(code=code, region=region, name=name, phone=phone, email=email)


def describe_office(office: Office, *, name: str, phone: str, email: str) -> None:
    """What an office is called and how it is reached."""
    office.name, office.phone, office.email = name, phone, email
    office.save(update_fields=["name", "phone", "email"])
