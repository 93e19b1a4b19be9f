"""What sharing says no to, when a shared figure is read, and what its evidence is; pure."""

import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class NotShareable(DomainError):
    """This figure is not one that is computed from the books."""

    code = "not_shareable"

    def __init__(self) -> None:
        super().__init__(_("This figure cannot be read from the books."))


class AlreadyShared(DomainError):
    """The figure is shared on some of these days; two consents would make its end unclear."""

    code = "already_shared"

    def __init__(self, *, starts_on: date, ends_on: date) -> None:
        sentence = _(
            "This figure is shared already from %(start)s until %(end)s. "
            "Choose days after that, or withdraw that consent first."
        )
        super().__init__(sentence % {"start": _day(starts_on), "end": _day(ends_on)})


class ConsentRequestReused(DomainError):
    """The same request again, for another figure or another period."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class ConsentWithdrawn(DomainError):
    """The same request again, after what it gave was taken back."""

    code = "consent_withdrawn"

    def __init__(self) -> None:
        super().__init__(
            _("This consent was withdrawn, so nothing is shared. To share again, open a new form.")
        )


class NoBook(DomainError):
    """There is no book yet from which to read."""

    code = "no_book"

    def __init__(self) -> None:
        super().__init__(_("There is no book yet. Enter the opening balances first."))


class BookBusy(DomainError):
    """Entries kept arriving while the figure was read."""

    code = "book_busy"

    def __init__(self) -> None:
        super().__init__(_("Entries are being posted right now. Try again in a moment."))


class Standing(StrEnum):
    """What a consent is on a given day."""

    WITHDRAWN = "withdrawn"
    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


def standing_on(day: date, *, starts_on: date, ends_on: date, is_withdrawn: bool) -> Standing:
    """What a consent to this period is on the day."""
    if is_withdrawn:
        return Standing.WITHDRAWN
    if day < starts_on:
        return Standing.COMING
    return Standing.RUNNING if day <= ends_on else Standing.ENDED


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def reading_days(*, starts_on: date, ends_on: date, today: date) -> list[date]:
    """The days on which a consented figure is read: the first, each month's end, the last.

    Only days that have come are in the list.
    """
    last = min(ends_on, today)
    days = {starts_on, ends_on}
    end = month_end(starts_on)
    while end <= last:
        days.add(end)
        end = month_end(end + timedelta(days=1))
    return sorted(day for day in days if day <= last)


def evidence_hash(evidence: Mapping[str, object]) -> str:
    """SHA-256 in hex of the evidence in canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
