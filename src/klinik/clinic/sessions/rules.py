"""What a session refuses, each with the sentence a person reads; what can be computed of one."""

import calendar
import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

MOST_REPEATS = 12  # sessions of one series, planned at once
CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=15)
PLANNED_AHEAD = timedelta(days=2 * 365)
REMIND_BEFORE = timedelta(days=3)
WRITTEN_WITHIN = timedelta(hours=24)  # what the panel recommends to a case that it heard
ASKED_FOR = timedelta(days=31)  # so long the panel is asked for what it promised


class Due(StrEnum):
    """Where a recommendation stands against its day."""

    STANDS = "stands"  # its case is not closed: late or not
    LATE = "late"
    SOON = "soon"  # within two weeks
    DONE = "done"  # its case is closed


class SessionError(DomainError):
    """A session refuses this; the subclasses say why."""

    code = "session"


class NotPlannedYet(SessionError):
    """A draft takes no registrations."""

    code = "not_announced"

    def __init__(self) -> None:
        super().__init__(_("This session is still being planned. Announce it first."))


class SessionOver(SessionError):
    """What is over or called off takes no one any more."""

    code = "session_over"

    def __init__(self) -> None:
        super().__init__(_("This session is over or was called off; nothing changes in it now."))


class NotBegun(SessionError):
    """Attendance is taken while a session runs, or afterwards."""

    code = "not_begun"

    def __init__(self) -> None:
        super().__init__(_("The session has not begun. Attendance is taken from its start on."))


class InThePast(SessionError):
    """A session is planned ahead."""

    code = "in_the_past"

    def __init__(self) -> None:
        super().__init__(_("That time has passed. Choose a day and time that lie ahead."))


class TooFar(SessionError):
    """A day that nobody plans for."""

    code = "too_far"

    def __init__(self) -> None:
        super().__init__(_("That day is more than two years ahead. Is the year right?"))


class TooFewSeats(SessionError):
    """More pesantren have a seat than the new capacity has."""

    code = "too_few_seats"

    def __init__(self, seated: int) -> None:
        super().__init__(
            _("%(seated)s pesantren have a seat already, so there must be at least that many.")
            % {"seated": seated}
        )


class UnsafeLink(SessionError):
    """Only https leads anywhere from here."""

    code = "unsafe_link"

    def __init__(self) -> None:
        super().__init__(
            _("Paste the whole link of the meeting; it begins with https:// and names no password.")
        )


class StoryNotPublic(SessionError):
    """An agenda is for everybody, and so is what it names."""

    code = "story_not_public"

    def __init__(self) -> None:
        super().__init__(_("This story is not public. Choose one that everybody may read."))


class AgendaTooLong(SessionError):
    """The points need more minutes than the session has."""

    code = "agenda_too_long"

    def __init__(self, left: int) -> None:
        super().__init__(
            _(
                "The session has %(left)s minutes left. Shorten a point, or let the session be"
                " longer."
            )
            % {"left": max(left, 0)}
        )


class OnThePanelAlready(SessionError):
    """One seat for each, and one moderator."""

    code = "on_the_panel_already"

    def __init__(self) -> None:
        super().__init__(_("This person sits on the panel already, or there is a moderator."))


class WrongCode(SessionError):
    """The code does not fit, or does not count any more."""

    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__(_("This code does not count now. Look at the one on the screen again."))


class NoReason(SessionError):
    """A correction explains itself."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(_("Say in a few words why."))


class NothingNew(SessionError):
    """The correction says what stands there already."""

    code = "nothing_new"

    def __init__(self) -> None:
        super().__init__(_("It stands there like that already."))


class ChangedSince(SessionError):
    """Somebody else saved a revision meanwhile."""

    code = "changed_since"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody saved another version meanwhile. Yours is still in the box below:"
                " compare them, then save again."
            )
        )


class ReviewBeforeDue(SessionError):
    """What is recommended is looked at again after it is due."""

    code = "review_before_due"

    def __init__(self) -> None:
        super().__init__(_("Look at it again on the day it is due, or later."))


class OtherPesantren(SessionError):
    """A recommendation and its case speak of the same pesantren."""

    code = "other_pesantren"

    def __init__(self) -> None:
        super().__init__(_("That case belongs to another pesantren."))


class Withdrawn(SessionError):
    """Nothing follows from what was taken back."""

    code = "withdrawn"

    def __init__(self) -> None:
        super().__init__(_("This recommendation was taken back."))


class RequestReused(SessionError):
    """The key of one request came again with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before with other words. Reload the page and send it again.")
        )


def refuse_reused(kept: str, said: str) -> None:
    """Raises RequestReused where the request said something else then.

    Nothing is kept of what was written before fingerprints were.
    """
    if kept not in {"", said}:
        raise RequestReused


def refuse_otherwise(kept: object, said: Mapping[str, Any]) -> None:
    """Raises RequestReused where what was kept of a request is not what it says now."""
    if any(getattr(kept, name) != value for name, value in said.items()):
        raise RequestReused


class Phase(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


def phase_of(
    *,
    starts_at: datetime,
    ends_at: datetime,
    is_announced: bool,
    is_cancelled: bool,
    now: datetime,
) -> Phase:
    """Where a session stands at the moment `now`."""
    if is_cancelled:
        return Phase.CANCELLED
    if not is_announced:
        return Phase.DRAFT
    if now < starts_at:
        return Phase.COMING
    return Phase.RUNNING if now < ends_at else Phase.OVER


def months_on(first: date, times: int) -> list[date]:
    """The same weekday of each month from `first` on: the first Tuesday, the third Friday.

    The fifth of a weekday, which not every month has, is the last one.
    """
    nth = (first.day - 1) // 7
    days = []
    for step in range(times):
        year, month = divmod(first.year * 12 + first.month - 1 + step, 12)
        opens, length = calendar.monthrange(year, month + 1)
        day = 1 + (first.weekday() - opens) % 7 + 7 * nth
        days.append(date(year, month + 1, day if day <= length else day - 7))
    return days


class Standing(NamedTuple):
    """How a registered pesantren stands: it has a seat, or so many wait before it."""

    is_seated: bool
    ahead: int  # that wait before it


def standing_at(before: int, capacity: int | None) -> Standing:
    """The standing of a place with `before` other places standing in front of it."""
    if capacity is None or before < capacity:
        return Standing(is_seated=True, ahead=0)
    return Standing(is_seated=False, ahead=before - capacity)


def moved_up(places: Iterable[int], *, given_back: int, capacity: int | None) -> int | None:
    """The place that gets a seat when `given_back` is given back; None where nobody moves up.

    `places` are those that still stand, in order.
    """
    still = list(places)
    if capacity is None or len(still) < capacity:
        return None
    last = still[capacity - 1]
    return last if last > given_back else None


def refuse_odd_time(starts_at: datetime, *, now: datetime) -> None:
    """Raises InThePast, and TooFar for a day more than two years ahead."""
    if starts_at <= now:
        raise InThePast
    if starts_at > now + PLANNED_AHEAD:
        raise TooFar


def refuse_unsafe(url: str) -> None:
    """Raises UnsafeLink for anything but an https address without a name and password in it."""
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_safe = False
    if not is_safe or any(sign.isspace() or ord(sign) < 32 for sign in url):
        raise UnsafeLink


def provider_of(url: str) -> str:
    """What kind of meeting a link opens, by its address: Zoom, Jitsi, BigBlueButton or nothing."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path
    if host == "zoom.us" or host.endswith(".zoom.us"):
        return "Zoom"
    if host == "meet.jit.si" or "jitsi" in host:
        return "Jitsi"
    if "bbb" in host.split(".")[0] or "/bigbluebutton/" in path or path.startswith("/rooms/"):
        return "BigBlueButton"
    return ""


def may_embed(url: str, hosts: Collection[str]) -> bool:
    """The meeting may be shown inside the page: at its usual port on a server that was named."""
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.netloc.lower() in hosts


def code_of(secret: str, session: int, round_: int) -> str:
    """The digits that count in this round of a session's code; new with every round."""
    said = hmac.new(secret.encode(), f"klinik.session {session} {round_}".encode(), hashlib.sha256)
    return f"{int.from_bytes(said.digest()[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def same_code(typed: str, code: str) -> bool:
    """Whether somebody typed this code, with or without spaces."""
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    return hmac.compare_digest(digits, code)


def refuse_silence(reason: str) -> None:
    """Raises NoReason where nothing was said."""
    if not reason.strip():
        raise NoReason
