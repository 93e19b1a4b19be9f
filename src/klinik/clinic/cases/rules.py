"""What a case refuses, each with the sentence a person reads."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class RequestReused(DomainError):
    """The key of one request came again with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before with other words. Reload the page and send it again.")
        )


class TakenByAnother(DomainError):
    """Somebody else of the office was faster."""

    code = "taken_by_another"

    def __init__(self, officer: str) -> None:
        super().__init__(_("%(officer)s has already taken this case.") % {"officer": officer})


class OtherOffice(DomainError):
    """The case's aspect belongs to another office."""

    code = "other_office"

    def __init__(self) -> None:
        super().__init__(_("This case belongs to another office, by its aspect."))


class NotTaken(DomainError):
    """Nobody has taken the case yet."""

    code = "not_taken"

    def __init__(self) -> None:
        super().__init__(_("No office has taken this case yet; that comes first."))


class CaseClosed(DomainError):
    """Nothing more is recorded of a closed case."""

    code = "case_closed"

    def __init__(self) -> None:
        super().__init__(_("This case is closed. Open a new case if the obstacle came back."))


class NotClosed(DomainError):
    """Only a closed case has a result to tell of."""

    code = "not_closed"

    def __init__(self) -> None:
        super().__init__(_("Close the case by its result first."))


class NoResult(DomainError):
    """A case is closed by what was measured, not by opinion."""

    code = "no_result"

    def __init__(self) -> None:
        super().__init__(_("Record the result first: a case is closed by what was measured."))


class ActivityOpen(DomainError):
    """One activity at a time."""

    code = "activity_open"

    def __init__(self) -> None:
        super().__init__(_("An activity is set already. Mark it done before you set another."))


class SameAspect(DomainError):
    """Handing a case to where it is."""

    code = "same_aspect"

    def __init__(self) -> None:
        super().__init__(_("The case already has this aspect. Choose another one."))


class SameFigure(DomainError):
    """A target that is already reached when the case is opened."""

    code = "same_figure"

    def __init__(self) -> None:
        super().__init__(_("This figure is today's figure already. Write what it should become."))


class OtherFigure(DomainError):
    """A reading of another pesantren or another figure, or one whose consent was withdrawn."""

    code = "other_figure"

    def __init__(self) -> None:
        super().__init__(_("This figure cannot be the result of this case."))


class BadDay(DomainError):
    """A day that lies on the wrong side of another."""

    code = "bad_day"


class NothingSaid(DomainError):
    """A message or a reason of nothing but blanks."""

    code = "nothing_said"

    def __init__(self) -> None:
        super().__init__(_("Write at least a few words."))


def refuse_future(day: date, *, today: date) -> None:
    """What was measured or done lies in the past. Raises BadDay."""
    if day > today:
        raise BadDay(_("This day lies ahead. Choose today or an earlier day."))


def refuse_past(day: date, *, today: date) -> None:
    """What is planned lies ahead. Raises BadDay."""
    if day < today:
        raise BadDay(_("This day has passed. Choose today or a later day."))


def refuse_before(day: date, earliest: date) -> None:
    """A result cannot be older than the figure it is compared with. Raises BadDay."""
    if day < earliest:
        raise BadDay(_("This day is earlier than the figure at the opening of the case."))


def refuse_same_figure(baseline: Decimal, target: Decimal) -> None:
    """A case wants something to change. Raises SameFigure."""
    if baseline == target:
        raise SameFigure


def refuse_nothing_said(text: str) -> None:
    """Words are needed here. Raises NothingSaid."""
    if not text.strip():
        raise NothingSaid
