"""The form that opens a case, and what is offered while it is filled in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.clinic.cases.alike import alike as alike_to
from klinik.clinic.cases.commands import open_case
from klinik.clinic.cases.forms import OpenCaseForm
from klinik.clinic.cases.parties import place_to_open_for
from klinik.clinic.cases.rules import Said, missing_of
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.directory.search.queries import found_pesantren
from klinik.people.access import SignedIn
from klinik.tenancy.access import offices_of, pesantren_of, read_as

LONGEST = 600  # letters of a text that others are compared with
FOUND = 10


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Bring an obstacle, for a pesantren that the person speaks for or whose office they are in."""
    read_as(request.user)
    places = _places(request)
    if not places:
        return _ask_for_whom(request)
    form = OpenCaseForm(places, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            case = open_case(by=request.user, **_content(form, places))
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(case)
    context = {"form": form, "places": places, "place": places[0] if len(places) == 1 else None}
    context |= {"is_for_others": places[0] not in pesantren_of(request.user)}
    return render_page(request, "cases/new.html", context, 422 if form.is_bound else 200)


def _places(request: SignedIn) -> list[Pesantren]:
    """For whom the person opens a case here: their own, or the one of the address as its office."""
    wanted = _text(request.GET.get("untuk", ""))
    return [place_to_open_for(request.user, wanted)] if wanted else pesantren_of(request.user)


def _ask_for_whom(request: SignedIn) -> HttpResponse:
    """An office brings the case of a pesantren that does not do so itself."""
    offices = offices_of(request.user)
    if not offices:
        raise PermissionDenied(
            _("A case is opened by the manager, the board or an assistant of a pesantren.")
        )
    asked = _text(request.GET.get("cari", ""))
    rows = found_pesantren(text=asked).select_related("region") if asked.strip() else None
    if rows is not None and all(office.region_id for office in offices):
        rows = rows.filter(region__in=[office.region_id for office in offices])
    context = {"asked": asked, "found": list(rows[:FOUND]) if rows is not None else None}
    return render_page(request, "cases/for_whom.html", context)


@login_required
@require_POST
def alike(request: SignedIn) -> HttpResponse:
    """While somebody types: what is missing still, and how others solved the like."""
    read_as(request.user)
    typed = request.POST
    title, more = (_text(typed.get(name, "")) for name in ("title", "description"))
    said = Said(
        title=title,
        description=more,
        tried=typed.get("tried", ""),
        has_since=bool(typed.get("roughly") or typed.get("since")),
        has_figure=all(typed.get(name) for name in ("indicator", "baseline", "target")),
        has_file=True,  # a browser sends it with the form alone
    )
    found = alike_to(f"{title}\n{more}") if title.strip() else None
    return render(request, "cases/_alike.html", {"alike": found, "missing": missing_of(said)})


def _text(typed: str) -> str:
    return typed[:LONGEST].replace("\0", "")


def _content(form: OpenCaseForm, places: list[Pesantren]) -> dict[str, Any]:
    return {"pesantren": places[0]} | form.cleaned_data
