"""The page of a job, for whoever started it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from klinik.core.database import set_local
from klinik.core.http import render_page
from klinik.core.jobs.commands import ask_to_stop
from klinik.core.models import Job


@login_required
@require_safe
@never_cache
def job(request: HttpRequest, number: UUID) -> HttpResponse:
    """How far it is; the panel asks again every second until it is over."""
    row = _own(request, number)
    response = render_page(request, "core/job.html", {"job": row})
    if row.is_over:
        response["HX-Refresh"] = "true"  # the whole page, so that its title tells the end
    return response


@login_required
@require_POST
def stop(request: HttpRequest, number: UUID) -> HttpResponse:
    """Ask it to stop."""
    row = _own(request, number)
    ask_to_stop(row)
    return redirect(row)


def _own(request: HttpRequest, number: UUID) -> Job:
    set_local("klinik.reader", str(request.user.pk))
    return get_object_or_404(Job, number=number, owner_id=request.user.pk)
