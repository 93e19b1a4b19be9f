"""The days of a statement in words, and the two columns of most statements."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.layout import Column


def on_day(scope: Scope) -> str:
    """The day of a balance."""
    return _day(scope.on)


def of_days(scope: Scope) -> str:
    """The days of a statement of days."""
    return _("%(first)s to %(last)s") % {"first": _day(scope.first), "last": _day(scope.on)}


def two_days(scope: Scope) -> list[Column]:
    """A balance at the end of the day, and a year earlier."""
    beside = scope.year_before
    return [
        Column(date_format(scope.on, "j M Y"), None, scope.on),
        Column(_short(beside), None, beside.on if beside else None, is_beside=True),
    ]


def two_periods(scope: Scope) -> list[Column]:
    """What moved within the days, and within the same days a year earlier."""
    beside = scope.year_before
    first, last = (beside.first, beside.on) if beside else (None, None)
    return [
        Column(date_format(scope.on, "j M Y"), scope.first, scope.on),
        Column(_short(beside), first, last, is_beside=True),
    ]


def _short(scope: Scope | None) -> str:
    return date_format(scope.on, "j M Y") if scope else _("Year before")


def _day(day: date) -> str:
    return date_format(day, "j F Y")
