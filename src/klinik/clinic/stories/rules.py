"""What a story refuses, each with the sentence a person reads."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class NotAgreed(DomainError):
    """The pesantren has not agreed that its story is told."""

    code = "not_agreed"

    def __init__(self) -> None:
        super().__init__(_("The pesantren has not agreed yet that its story is told."))


class NothingMeasured(DomainError):
    """There is no closed case with a figure before and after that are in force."""

    code = "nothing_measured"

    def __init__(self) -> None:
        super().__init__(
            _("A story needs a closed case with a figure before and after that still hold.")
        )


class ToldAlready(DomainError):
    """The case has another story."""

    code = "told_already"

    def __init__(self) -> None:
        super().__init__(_("This case has a story already. Change that one."))


class SentOtherwise(DomainError):
    """The key of one request came again with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before with other words. Reload the page and send it again.")
        )


class WrittenMeanwhile(DomainError):
    """Somebody else wrote a newer version than the one that was changed here."""

    code = "written_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody wrote a newer version meanwhile. Copy your words, reload, and add them.")
        )


class NoPair(DomainError):
    """The two figures are no before and after."""

    code = "no_pair"

    def __init__(self) -> None:
        super().__init__(
            _("Choose the same figure twice: an earlier reading as before, a later one as after.")
        )


class FigureGone(DomainError):
    """A figure of the version was withdrawn or put right since."""

    code = "figure_gone"

    def __init__(self) -> None:
        super().__init__(
            _("A figure of this story was withdrawn or put right. Change it and choose again.")
        )


class NotNow(DomainError):
    """The story is not where this step is taken."""

    code = "not_now"

    def __init__(self) -> None:
        super().__init__(_("This step does not fit any more. Look at what was done meanwhile."))


class NotConsented(DomainError):
    """The pesantren has not agreed to this version, and it is not told from a publication alone."""

    code = "not_consented"

    def __init__(self) -> None:
        super().__init__(
            _("The pesantren has not agreed to this text yet. It is published after that.")
        )


class OnePersonOnly(DomainError):
    """Whoever wrote it, or agreed to it, alone would publish it."""

    code = "one_person_only"

    def __init__(self) -> None:
        super().__init__(
            _("Two people stand behind a story. Ask somebody else of the office to publish it.")
        )


class NoReason(DomainError):
    """A step that has to be explained."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Write in a few words why."))


class Measured(NamedTuple):
    """What the pair of figures is judged by: whose, of what, which one, of which day."""

    pesantren: int
    indicator: int
    reading: int
    on: date


def refuse_no_pair(before: Measured | None, after: Measured | None, *, pesantren: int) -> None:
    """Raises NoPair where the two are no earlier and later reading of one figure of this place."""
    if before is None and after is None:
        return
    if before is None or after is None:
        raise NoPair
    same = before.indicator == after.indicator and before.reading != after.reading
    if not same or before.on > after.on or {before.pesantren, after.pesantren} != {pesantren}:
        raise NoPair


def refuse_unconsented(
    *,
    written_by: int | None,
    agreed_by: int | None,
    is_from_publication: bool,
    was_withdrawn: bool,
    by: int,
) -> None:
    """Raises NotConsented or OnePersonOnly where `by` may not publish this version.

    The pesantren agreed to it; or all of it was public already, and the pesantren never objected.
    Two people stand behind either.
    """
    if agreed_by is None and (was_withdrawn or not is_from_publication):
        raise NotConsented
    if agreed_by == by or (agreed_by is None and written_by == by):
        raise OnePersonOnly
