"""Shared devices of a koppontren, and who may sign in at one. Call inside the tenant."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from klinik.people.models import Attempts, User
from klinik.people.rules import minutes_locked
from klinik.tenancy.devices.rules import guesses_at
from klinik.tenancy.models import Device, Koppontren, Membership, Pin, TenantQuerySet
from klinik.tenancy.models.memberships import MembershipQuerySet
from klinik.tenancy.roles import PIN_ROLES


class AtCounter(NamedTuple):
    """Somebody who may work at a shared device, and how they stand with their PIN there."""

    person: User
    roles: str
    pin: Pin | None
    locked: int  # minutes


def devices_in(koppontren: Koppontren) -> TenantQuerySet[Device]:
    """Those in use and those that wait for their link, then those revoked; not what lapsed."""
    waiting = Q(enrolled_at=None, link_until__gt=timezone.now())
    rows = Device.objects.of(koppontren).filter(waiting | Q(enrolled_at__isnull=False))
    rows = rows.select_related("made_by", "revoked_by")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "name", "pk")


def people_at(device: Device) -> list[AtCounter]:
    """The cashiers and collectors of today by name, each once."""
    rows = _working_at(device.koppontren).select_related("user").order_by("user__name", "pk")
    roles: dict[User, list[str]] = {}
    for row in rows:
        roles.setdefault(row.user, []).append(str(row.get_role_display()))
    pins = {pin.person_id: pin for pin in Pin.objects.of(device.koppontren).filter(device=device)}
    locked = _locked_at(device, [person.pk for person in roles])
    return [
        AtCounter(person, ", ".join(held), pins.get(person.pk), locked.get(person.pk, 0))
        for person, held in roles.items()
    ]


def somebody_at(device: Device, person: int | str) -> AtCounter | None:
    """This person, if they are a cashier or collector here today."""
    return next((one for one in people_at(device) if str(one.person.pk) == str(person)), None)


def still_holds(device: Device, person: User, *, chosen_at: datetime) -> bool:
    """The person works here today, and the PIN they came with is theirs still."""
    pins = Pin.objects.of(device.koppontren).filter(device=device, chosen_at=chosen_at)
    works = _working_at(device.koppontren).filter(user=person)
    return pins.filter(person__in=works.values("user")).exists()


def _working_at(koppontren: Koppontren) -> MembershipQuerySet:
    rows = Membership.objects.running().filter(koppontren=koppontren, role__in=PIN_ROLES)
    return rows.filter(user__is_active=True)


def _locked_at(device: Device, people: list[int]) -> dict[int, int]:
    names = {guesses_at(device.pk, person): person for person in people}
    now = timezone.now()
    return {
        names[row.about]: minutes_locked(row.made, row.last_at, now=now)
        for row in Attempts.objects.filter(about__in=names)
    }
