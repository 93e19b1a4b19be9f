"""Book years, how a NIK stands, and what a fact is refused for; pure."""

from calendar import monthrange
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.directory.rules import BadFact

MOST_MEMBERS = 1_000_000
EARLIEST_YEAR = 1950


class NikStanding(StrEnum):
    """How the NIK of a koppontren stands on a day."""

    NONE = "none"
    ACTIVE = "active"
    EXPIRED = "expired"


class RatAlreadyThere(DomainError):
    """The RAT of this year was recorded before, with other figures."""

    code = "rat_already_there"

    def __init__(self, year: int) -> None:
        sentence = _("The RAT for %(year)d is recorded already. Correct that record instead.")
        super().__init__(sentence % {"year": year})


def nik_standing_of(nik: str, until: date | None, *, on: date) -> NikStanding:
    """Active to the last day that stands on it; without a last day active for good."""
    if not nik:
        return NikStanding.NONE
    return NikStanding.EXPIRED if until and until < on else NikStanding.ACTIVE


def end_of_book_year(year: int, *, month: int) -> date:
    """The last day of the book year that began in `month` of `year`."""
    if month == 1:
        return date(year, 12, 31)
    return date(year + 1, month - 1, monthrange(year + 1, month - 1)[1])


def last_book_year(on: date, *, month: int) -> int:
    """The latest book year that was over on this day; it is named for the year it began in."""
    return on.year - 1 if on.month >= month else on.year - 2


def rat_due_on(year: int, *, month: int, within: int) -> date:
    """The last day for the RAT about a book year: `within` months after its end."""
    end = end_of_book_year(year, month=month)
    months = end.year * 12 + end.month - 1 + within
    return date(months // 12, months % 12 + 1, monthrange(months // 12, months % 12 + 1)[1])


def refuse_bad_dates(
    *,
    founded_on: date | None,
    legal_number: str,
    legal_on: date | None,
    nik: str,
    nik_issued_on: date | None,
    nik_until: date | None,
    nik_address: str,
    today: date,
) -> None:
    """Raises BadFact where a date stands without its number, out of order or in the future."""
    for field, day in (
        ("founded_on", founded_on),
        ("legal_on", legal_on),
        ("nik_issued_on", nik_issued_on),
    ):
        if day and day > today:
            raise BadFact(field, _("This day has not come yet."))
    if legal_on and not legal_number:
        raise BadFact("legal_number", _("Write the number that this date belongs to."))
    if not nik and (nik_issued_on or nik_until or nik_address):
        raise BadFact("nik", _("Write the NIK that this belongs to."))
    if nik_issued_on and nik_until and nik_until < nik_issued_on:
        raise BadFact("nik_until", _("The last day comes before the day of issue."))
    if founded_on and legal_on and legal_on < founded_on:
        raise BadFact("legal_on", _("The legal entity cannot be older than the cooperative."))


def refuse_bad_rat(
    *, year: int, held_on: date, present: int, members: int, month: int, today: date
) -> None:
    """Raises BadFact for a RAT that cannot have been so."""
    if not EARLIEST_YEAR <= year <= today.year:
        raise BadFact("year", _("Write the book year that the meeting was about, such as 2025."))
    if held_on > today:
        raise BadFact("held_on", _("This day has not come yet."))
    if held_on <= end_of_book_year(year, month=month):
        raise BadFact("held_on", _("The meeting is held after the book year that it is about."))
    if not 1 <= members <= MOST_MEMBERS:
        raise BadFact("members", _("How many members did the cooperative have then?"))
    if not 1 <= present <= members:
        raise BadFact("present", _("From 1 to the number of members."))
