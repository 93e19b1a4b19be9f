"""When a monthly fee is taken by itself, and what is refused; pure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class FeeNameTaken(DomainError):
    """Two fees of one name would be mixed up."""

    code = "fee_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a fee “%(name)s” already.") % {"name": name})


class FeePlaceBad(DomainError):
    """A fee goes to income, or is owed to the pesantren."""

    code = "fee_place_bad"

    def __init__(self) -> None:
        super().__init__(_("Choose an income account, or what is owed to the pesantren."))


class FeeEnded(DomainError):
    """Nothing is taken for it any more."""

    code = "fee_ended"

    def __init__(self) -> None:
        super().__init__(_("This fee was ended. Nothing is taken for it any more."))


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def done_through(day: int, today: date) -> date:
    """The month that is over for a fee which from today on is taken on this day: its first day.

    A day that has come already is left to people, so that nothing is taken by surprise.
    """
    month = today.replace(day=1)
    if today.day >= day:
        return month
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def due_months(through: date, day: int, today: date) -> list[date]:
    """The months whose day has come since: also those of a time in which no worker ran."""
    due, month = [], month_after(through)
    while month.replace(day=day) <= today:
        due.append(month)
        month = month_after(month)
    return due
