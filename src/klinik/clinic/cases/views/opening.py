"""The form that opens a case."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.clinic.cases.commands import open_case
from klinik.clinic.cases.forms import OpenCaseForm
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.people.access import SignedIn
from klinik.tenancy.access import pesantren_of, read_as


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Bring an obstacle, for a pesantren that the person speaks for."""
    read_as(request.user)
    places = pesantren_of(request.user)
    if not places:
        raise PermissionDenied(
            _("A case is opened by the manager, the board or an assistant of a pesantren.")
        )
    form = OpenCaseForm(places, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            case = open_case(by=request.user, **_content(form, places))
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(case)
    context = {"form": form, "places": places, "place": places[0] if len(places) == 1 else None}
    return render_page(request, "cases/new.html", context, 422 if form.is_bound else 200)


def _content(form: OpenCaseForm, places: list[Pesantren]) -> dict[str, Any]:
    return {"pesantren": places[0]} | form.cleaned_data
