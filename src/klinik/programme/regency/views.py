"""The page of one region for the offices that answer for it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from klinik.directory.models import Region
from klinik.people.access import SignedIn, read_as
from klinik.programme.regency.queries import overview_of
from klinik.tenancy.access import regions_of


@login_required
@require_safe
def overview(request: SignedIn, code: str) -> HttpResponse:
    """What stands in a region and what to do next; for its own office and the province's."""
    own = regions_of(request.user)
    if own is not None and code not in {region.code for region in own}:
        raise Http404
    region = get_object_or_404(Region, code=code)
    read_as(request.user)
    context = {"overview": overview_of(region, today=timezone.localdate())}
    return render(request, "regency/overview.html", context)
