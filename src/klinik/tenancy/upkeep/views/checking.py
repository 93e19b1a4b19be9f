"""The queue of what officers look at, and the page on which they decide."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.directory.commands import check_paper
from klinik.directory.facts import changes_since
from klinik.directory.models import ContactPerson, FactCheck, Paper, Pesantren, Region
from klinik.directory.queries import papers_of
from klinik.directory.upkeep.forms.checking import (
    AskForm,
    PaperCheckForm,
    QueueForm,
    VerifyForm,
    new_request,
)
from klinik.directory.upkeep.queries import State, numbers_to_check, pesantren_to_check
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import answers_for, regions_of
from klinik.tenancy.models import Office
from klinik.tenancy.upkeep.commands import say_checked, say_unclear

ON_A_PAGE = 24
SHOWN_CHECKS = 10
STATES = {
    State.TO_CHECK: gettext_lazy("To check"),
    State.NEVER: gettext_lazy("Never checked"),
    State.CHANGED: gettext_lazy("Changed since"),
    State.ASKED: gettext_lazy("Asked"),
    State.CHECKED: gettext_lazy("Checked"),
    State.STALE: gettext_lazy("Older than a year"),
    State.ALL: gettext_lazy("All"),
}


@login_required
@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """The pesantren that wait for the eyes of this person's office, the oldest first."""
    own = regions_of(request.user)
    read_as(request.user)
    places = list(Region.objects.order_by("name", "kind")) if own is None else own
    form = QueueForm(request.GET, places)
    asked = form.asked()
    region = asked.pop("region")
    asked["regions"] = [region] if region else own and [place.pk for place in own]
    state, numbers = form.state(), numbers_to_check(**asked)
    page = Paginator(pesantren_to_check(state=state, **asked), ON_A_PAGE)
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "state": state,
        "states": [(key, label, numbers[key]) for key, label in STATES.items()],
        "page": page.get_page(request.GET.get("page")),
        "asked": QueryDict(urlencode(kept)),
        "is_asking": bool(kept),
    }
    return render(request, "tenancy/queue.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def check(request: SignedIn, slug: str) -> HttpResponse:
    """The facts of a pesantren before an officer's eyes; found right with one button."""
    pesantren, office = _answering(request, slug)
    form = VerifyForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _page(request, pesantren)
    if form.is_valid():
        try:
            say_checked(pesantren, office=office, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("%(pesantren)s: checked. The next one stands on top.")
            messages.success(request, said % {"pesantren": pesantren})
            return redirect("tenancy:queue")
    return _page(request, pesantren, wrong=form)


@login_required
@require_POST
def ask(request: SignedIn, slug: str) -> HttpResponse:
    """The pesantren is asked to look at something."""
    pesantren, office = _answering(request, slug)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            say_unclear(pesantren, office=office, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Asked. The pesantren reads it in its inbox."))
            return redirect("tenancy:check", slug)
    return _page(request, pesantren, wrong=form, ask=form)


@login_required
@require_POST
def check_of_paper(request: SignedIn, slug: str, paper: int) -> HttpResponse:
    """An officer saw the number of a paper at its issuer's."""
    pesantren, office = _answering(request, slug)
    rows = Paper.objects.filter(product__pesantren=pesantren).select_related("product")
    row = get_object_or_404(rows, pk=paper)
    form = PaperCheckForm(row, request.POST)
    if form.is_valid():
        try:
            check_paper(row, office=office.name, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(paper)s: checked.") % {"paper": row})
            return redirect("tenancy:check", slug)
    return _page(request, pesantren, wrong=form)


def _answering(request: SignedIn, slug: str) -> tuple[Pesantren, Office]:
    """The pesantren, and the office in whose name this person looks at it; 404 to all others."""
    pesantren = get_object_or_404(Pesantren.objects.select_related("region", "cover"), slug=slug)
    offices = answers_for(request.user, pesantren)
    if not offices:
        raise Http404
    read_as(request.user)
    return pesantren, offices[0]


def _page(
    request: SignedIn, pesantren: Pesantren, *, wrong: Any = None, ask: AskForm | None = None
) -> HttpResponse:
    checks = list(pesantren.checks.select_related("by")[:SHOWN_CHECKS])
    right = next((row for row in checks if row.kind == FactCheck.Kind.FOUND_RIGHT), None)
    pesantren.refresh_from_db(fields=["version"])
    context = {
        "pesantren": pesantren,
        "contact": ContactPerson.objects.filter(pesantren=pesantren).first(),
        "checks": checks,
        "changes": changes_since(right.facts, pesantren) if right else None,
        "papers": [(paper, PaperCheckForm(paper)) for paper in papers_of(pesantren)],
        "request_id": new_request(),
        "ask": ask or AskForm(),
        "form": wrong,
    }
    return render(request, "tenancy/check.html", context, status=422 if wrong else 200)
