"""What the panels recommended to whom, as a list: late, due soon, done, by session and office.

And what they promised to recommend in writing and have not written yet.
"""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klinik.clinic.sessions.models import Panelist, Recommendation, Session, SessionQuerySet
from klinik.clinic.sessions.queries import counted, in_state, owed_by, recommended
from klinik.clinic.sessions.rules import Due
from klinik.clinic.sessions.tables import (
    OWED_COLUMNS,
    OWED_ORDER,
    RECOMMENDATION_COLUMNS,
    RECOMMENDATION_ORDER,
)
from klinik.core.exports import Paper
from klinik.core.tables import Table, render_table
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import offices_of, read_as
from klinik.tenancy.models import Office
from klinik.tenancy.queries import coordinates

OURS, OWED = "saya", "dijanjikan"
STATES = {"": Due.STANDS, "terlambat": Due.LATE, "dua-minggu": Due.SOON, "selesai": Due.DONE}


class Chip(NamedTuple):
    """A choice, where it leads, and how many there are."""

    label: str
    url: str
    is_current: bool
    number: int


@login_required
@require_GET
def recommendations(request: SignedIn) -> HttpResponse:
    """For the offices: what was recommended, what is late, due soon, done, promised only."""
    mine = offices_of(request.user)
    if not mine:
        raise Http404
    read_as(request.user)
    state = _known(request.GET.get("tampil", ""), {*STATES, OWED})
    offices = list(Office.objects.filter(recommendations__isnull=False).distinct().order_by("name"))
    office = _known(request.GET.get("bidang", ""), {OURS, *(row.code for row in offices)})
    sessions = list(
        Session.objects.filter(recommendations__isnull=False).distinct().order_by("-starts_at")
    )
    session = _known(request.GET.get("sesi", ""), {row.slug for row in sessions})
    rows = _narrowed(office, session, mine)
    today = timezone.localdate()
    counts = counted(rows, today=today)
    owing = _owing(request.user, office, session)
    is_owed = state == OWED
    table: Table[Any] = Table(
        OWED_COLUMNS if is_owed else RECOMMENDATION_COLUMNS,
        owing if is_owed else in_state(rows, STATES[state], today=today),
        asked=request.GET,
        name="rekomendasi",
        paper=Paper(_("Recommendations"), said=_said(state, office, session, offices, sessions)),
        first="tenggat",
        order=OWED_ORDER if is_owed else RECOMMENDATION_ORDER,
    )
    chosen = {"tampil": state, "bidang": office, "sesi": session}
    numbers = {key: counts[due] for key, due in STATES.items()} | {OWED: owing.count()}
    context = {
        "chips": [
            Chip(_label(key), _address(chosen, tampil=key), key == state, number)
            for key, number in numbers.items()
        ],
        "offices": offices,
        "sessions": sessions,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
    }
    return render_table(request, "sessions/recommendations.html", table, context)


def _known(typed: str, known: set[str]) -> str:
    return typed if typed in known else ""


def _narrowed(office: str, session: str, mine: list[Office]) -> QuerySet[Recommendation]:
    rows = recommended()
    if office == OURS:
        rows = rows.filter(office__in=mine)
    elif office:
        rows = rows.filter(office__code=office)
    return rows.filter(session__slug=session) if session else rows


def _owing(user: User, office: str, session: str) -> SessionQuerySet:
    """Promised and not written: by any panel, by one's own, by one on which an office sits."""
    rows = owed_by(user, leads=office != OURS or coordinates(user), now=timezone.now())
    if office and office != OURS:
        seat = Panelist.objects.filter(session=OuterRef("pk"), office__code=office)
        rows = rows.filter(Exists(seat))
    return rows.filter(slug=session) if session else rows


def _label(state: str) -> str:
    if state == OWED:
        return _("promised, not written yet")
    return {
        Due.STANDS: _("not done yet"),
        Due.LATE: _("late"),
        Due.SOON: _("within two weeks"),
        Due.DONE: _("done"),
    }[STATES[state]]


def _address(chosen: dict[str, str], **other: str) -> str:
    query = QueryDict(mutable=True)
    for name, value in (chosen | other).items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _said(
    state: str, office: str, session: str, offices: list[Office], sessions: list[Session]
) -> list[str]:
    """The choice in words, for the file."""
    words = [_label(state)]
    words += [_("my offices")] if office == OURS else []
    words += [row.name for row in offices if row.code == office]
    words += [row.theme for row in sessions if row.slug == session]
    return words
