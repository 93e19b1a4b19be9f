"""What handing an aspect over is refused for; pure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class AlreadyInCharge(DomainError):
    """The office takes this aspect already."""

    code = "already_in_charge"

    def __init__(self) -> None:
        super().__init__(_("This office takes that aspect on that day already. Choose another."))


class NotOfTheProvince(DomainError):
    """An office of a region takes no aspect: it sees all that happens in its region."""

    code = "not_of_the_province"

    def __init__(self) -> None:
        super().__init__(_("Aspects belong to the offices of the province. Choose one of them."))


class DayHasPassed(DomainError):
    """What was so stays written down as it was."""

    code = "day_has_passed"

    def __init__(self) -> None:
        super().__init__(_("This day has passed. Choose today or a later day."))


class RegionHasOffice(DomainError):
    """One office for each region."""

    code = "region_has_office"

    def __init__(self) -> None:
        super().__init__(_("This region has an office already. Change that one."))


def refuse_past(day: date, *, today: date) -> None:
    """An aspect is handed over today or later. Raises DayHasPassed."""
    if day < today:
        raise DayHasPassed
