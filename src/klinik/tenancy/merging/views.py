"""Likely twins, two records side by side, and the button that joins them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.directory.merging.commands import say_not_twins
from klinik.directory.merging.comparing import compared
from klinik.directory.merging.forms import MergeForm
from klinik.directory.merging.queries import (
    Pair,
    Pairs,
    belongings,
    keeps_other,
    products_in_both,
    said_not_twins,
)
from klinik.directory.merging.rules import (
    AlreadyMerged,
    SameOneTwice,
    Why,
    looked_for,
)
from klinik.directory.models import Merger, Pesantren
from klinik.directory.queries import found_pesantren
from klinik.directory.search.forms import SearchField
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import merging_office, merging_regions
from klinik.tenancy.merging.commands import join_records
from klinik.tenancy.merging.queries import never_joined
from klinik.tenancy.merging.words import BELONGINGS
from klinik.tenancy.models import Office

ON_A_PAGE = 24
MOST_FOUND = 12
WHYS: dict[Why, Promise] = {
    Why.NAME: gettext_lazy("same name"),
    Why.PHONE: gettext_lazy("same telephone"),
    Why.CONTACT: gettext_lazy("same contact person's number"),
    Why.EMAIL: gettext_lazy("same e-mail"),
    Why.WEBSITE: gettext_lazy("same website"),
    Why.INSTAGRAM: gettext_lazy("same Instagram"),
}


@login_required
@require_safe
def twins(request: SignedIn) -> HttpResponse:
    """Records that look like one pesantren, in the regions of this person's office."""
    regions = merging_regions(request.user)
    read_as(request.user)
    pages: Paginator[Pair] = Paginator(Pairs(regions), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    pairs = [(pair, [WHYS[why] for why in pair.whys]) for pair in page]
    return render(request, "tenancy/twins.html", {"page": page, "pairs": pairs})


@login_required
@require_safe
def twin_of(request: SignedIn, slug: str) -> HttpResponse:
    """Another record of this pesantren is looked for by name."""
    row = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    merging_office(request.user, row)
    read_as(request.user)
    text = SearchField(required=False).clean(request.GET.get("q", looked_for(row.name)))
    found = found_pesantren(text=text, is_simulated=row.is_simulated)
    regions = merging_regions(request.user)
    if regions is not None:
        found = found.filter(region__in=regions)
    others = found.exclude(pk=row.pk).select_related("region")[:MOST_FOUND]
    context = {"pesantren": row, "text": text, "others": others}
    return render(request, "tenancy/twin_of.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: SignedIn, one: str, other: str) -> HttpResponse:
    """Two records side by side: which value stays, what moves along, and the one button."""
    if known := Merger.objects.filter(slug__in=[one, other]).select_related("kept").first():
        merging_office(request.user, known.kept)
        messages.info(request, AlreadyMerged.says)
        return redirect(known.kept)
    first, second, office = _both(request, one, other)
    rows, products = compared(first, second), products_in_both(first, second)
    stays = keeps_other(first, second)
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(first, second, rows, products, sent, keeps_other=stays)
    if form.is_valid():
        kept, gone = (second, first) if form.keeps_other else (first, second)
        versions = (form.cleaned_data["one_version"], form.cleaned_data["other_version"])
        try:
            merger = join_records(
                kept,
                gone,
                versions=(versions[1], versions[0]) if form.keeps_other else versions,
                taken=form.taken(),
                put_away=form.put_away(),
                office=office,
                request_id=form.cleaned_data["request_id"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("%(gone)s is now part of %(kept)s. Its old address leads here.")
            messages.success(request, said % {"gone": merger.name, "kept": merger.kept})
            return redirect(merger.kept)
    context = {
        "one": first,
        "other": second,
        "form": form,
        "same": [row for row in rows if row.is_same],
        "never": never_joined(first, second),
        "belongings": _in_words(belongings(first, second)),
        "not_twins": said_not_twins(first, second),
    }
    return render(request, "tenancy/merge.html", context, status=422 if sent is not None else 200)


@login_required
@require_POST
def not_twins(request: SignedIn, one: str, other: str) -> HttpResponse:
    """These two only look alike; the pair leaves the list."""
    first, second, office = _both(request, one, other)
    say_not_twins(first, second, office=office.name, by=request.user)
    said = _("Remembered: %(one)s and %(other)s are two pesantren.")
    messages.success(request, said % {"one": first, "other": second})
    return redirect("tenancy:twins")


def _both(request: SignedIn, one: str, other: str) -> tuple[Pesantren, Pesantren, Office]:
    """The two, and the office in whose name this person joins them; 404 to all others.

    Raises SameOneTwice.
    """
    rows = {
        row.slug: row
        for row in Pesantren.objects.select_related("region").filter(slug__in=[one, other])
    }
    if not {one, other} <= set(rows):
        raise Http404
    office = merging_office(request.user, rows[one], rows[other])
    if one == other:
        raise SameOneTwice
    read_as(request.user)
    return rows[one], rows[other], office


def _in_words(counted: dict[str, tuple[int, int]]) -> list[tuple[Any, int, int]]:
    return [
        (word, *counted[table])
        for table, word in BELONGINGS.items()
        if any(counted.get(table, (0, 0)))
    ]
