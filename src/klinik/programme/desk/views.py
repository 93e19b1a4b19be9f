"""The desk of whoever works in an office, and how the work of the offices is shared."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper
from klinik.core.tables import Table, render_table
from klinik.people.access import SignedIn
from klinik.programme.desk.partners import mentor_loads, partner_loads
from klinik.programme.desk.queries import MOST, desk_of, loads_of, tasks_of
from klinik.programme.desk.rules import Heap
from klinik.programme.desk.tables import HEAPS, TASK_COLUMNS
from klinik.tenancy.access import offices_of, partners_of, read_as
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import PartnerRight


@login_required
@require_safe
def desk(request: SignedIn) -> HttpResponse:
    """What waits for this officer, what is late, what comes; 404 to who works in no office."""
    if not offices_of(request.user):
        raise Http404
    read_as(request.user)
    today = timezone.localdate()
    context = {"desk": desk_of(request.user, today=today), "today": today}
    return render(request, "desk/desk.html", context)


class Chip(NamedTuple):
    """One heap, and how much lies in it."""

    heap: Heap
    label: str | Promise
    number: int
    is_current: bool


@login_required
@require_safe
def tasks(request: SignedIn) -> HttpResponse:
    """One heap of the desk as a list: all of what its number counts."""
    if not offices_of(request.user):
        raise Http404
    read_as(request.user)
    typed = request.GET.get("tampil", "")
    chosen = Heap(typed) if typed in set(Heap) else Heap.LATE
    heaps = tasks_of(request.user, today=timezone.localdate())
    table = Table(
        TASK_COLUMNS,
        heaps[chosen],
        asked=request.GET,
        name="tugas",
        paper=Paper(_("My desk"), said=[str(HEAPS[chosen])]),
    )
    context = {
        "heading": HEAPS[chosen],
        "chips": [Chip(row, HEAPS[row], len(heaps[row]), row == chosen) for row in Heap],
        "further": reverse("sessions:recommendations") if chosen == Heap.PROMISED else "",
        "is_cut": len(heaps[chosen]) >= MOST,
        "most": MOST,
    }
    return render_table(request, "desk/tasks.html", table, context)


@login_required
@require_safe
def load(request: SignedIn) -> HttpResponse:
    """Who has how much in hand: an office and a partner see their own, the secretariat all."""
    offices = offices_of(request.user)
    helps = bool(partners_of(request.user, needs=PartnerRight.HELP))
    if not offices and not helps:
        raise Http404
    if not helps and not coordinates(request.user) and all(row.region_id for row in offices):
        raise PermissionDenied(_("Cases are taken by the offices of the province."))
    read_as(request.user)
    today = timezone.localdate()
    partners = partner_loads(request.user, today=today)
    context = {
        "loads": loads_of(request.user, today=today) if offices else [],
        "mentors": mentor_loads(request.user, partners, everybody=bool(offices)),
        "partners": partners,
        "in_office": bool(offices),
    }
    return render(request, "desk/load.html", context)
