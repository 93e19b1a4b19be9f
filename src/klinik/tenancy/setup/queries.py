"""What pages call the house, remembered for a moment: every page asks."""

from time import monotonic
from typing import NamedTuple

from django.urls import reverse

from klinik.directory.models import Pesantren
from klinik.tenancy.models import Invitation, Membership, Office, Programme
from klinik.tenancy.roles import Role

KEPT_SECONDS = 30.0


class Shown(NamedTuple):
    """The house as its pages name it."""

    province: str = ""
    name: str = "OPOP"
    short_name: str = "Klinik OPOP"
    logo: str = ""  # an address


class Memory:
    """What this process knows, and until when."""

    shown: Shown | None = None
    until: float = 0.0


def shown_programme() -> Shown | None:
    """How the house is named, at most half a minute old; None until somebody has set it up."""
    if Memory.shown is None or monotonic() > Memory.until:
        remember(Programme.objects.first())
    return Memory.shown


def remember(programme: Programme | None) -> None:
    """Keep for a moment what pages show; that nobody has set it up is never kept."""
    Memory.shown = _shown(programme) if programme else None
    Memory.until = monotonic() + KEPT_SECONDS


def _shown(programme: Programme) -> Shown:
    logo = f"{reverse('setup:logo')}?{str(programme.logo)[-12:]}" if programme.logo else ""
    return Shown(programme.province, programme.name, programme.short_name, logo)


class Left(NamedTuple):
    """What a new secretariat still has to do."""

    has_pesantren: bool
    has_officers: bool
    has_regency_office: bool

    @property
    def is_nothing(self) -> bool:
        """True once everything is there."""
        return all(self)


def left_to_do() -> Left:
    """What a new province still lacks. Call `read_as` somebody of its secretariat first."""
    officers = Membership.objects.running().filter(role=Role.OFFICER)
    return Left(
        has_pesantren=Pesantren.objects.exists(),
        has_officers=officers.exists() or Invitation.objects.filter(role=Role.OFFICER).exists(),
        has_regency_office=Office.objects.exclude(region=None).exists(),
    )
