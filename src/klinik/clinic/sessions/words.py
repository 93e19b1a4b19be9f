"""When a session takes place, and what was said, in short."""

from django.utils import timezone
from django.utils.formats import date_format

from klinik.clinic.sessions.models import Session

LONGEST_TITLE = 150


def when_of(session: Session) -> str:
    """Day and time in the zone of the province: "Selasa, 4 Maret 2025, 09.00–11.30 WIB"."""
    starts_at = timezone.localtime(session.starts_at)
    day = date_format(starts_at, "l, j F Y")
    if not session.knows_time:
        return day
    ends_at = timezone.localtime(session.ends_at)
    return f"{day}, {starts_at:%H.%M}–{ends_at:%H.%M} {starts_at:%Z}"


def in_short(text: str) -> str:
    """What was said, as the title of a case or topic: whole words, and a sign where it goes on."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return f"{line[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"
