"""The offices' list: which koppontren held their RAT, which lack NIK or QR."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.exports import Cell, download
from klinik.core.http import render_page
from klinik.directory.models import Region
from klinik.people.access import SignedIn
from klinik.tenancy.access import coordinator_only, regions_of
from klinik.tenancy.facts.commands import set_term
from klinik.tenancy.facts.forms import TermForm
from klinik.tenancy.facts.queries import (
    LACKS,
    NOTHING,
    counted_standings,
    standings,
    term_on,
    terms,
    without_koppontren,
)
from klinik.tenancy.models import Koppontren

PER_PAGE = 25
KINDS = {"csv", "xlsx"}


class Asked(NamedTuple):
    """What the address asks for, within what this person may ask."""

    region: Region | None
    lacks: str
    regions: list[Region]
    is_province: bool

    def address(self, **other: str) -> str:
        """The same list with something else chosen."""
        named = {"wilayah": self.region.code if self.region else "", "kurang": self.lacks} | other
        return urlencode({name: value for name, value in named.items() if value})


def _asked(request: SignedIn) -> Asked:
    """Raises Http404 to everybody who works in no office, and to a regency for another's."""
    own = regions_of(request.user)
    regions = list(Region.objects.order_by("code")) if own is None else own
    code, lacks = request.GET.get("wilayah", ""), request.GET.get("kurang", "")
    chosen = next((region for region in regions if region.code == code), None)
    if code and chosen is None:
        raise Http404
    if chosen is None and own is not None:
        chosen = own[0]
    return Asked(chosen, lacks if lacks in LACKS else "", regions, own is None)


@login_required
@require_safe
def standing_list(request: SignedIn) -> HttpResponse:
    """What a grant asks of a koppontren, for all of the province or of a regency."""
    asked = _asked(request)
    today = timezone.localdate()
    rows = standings(today=today, region=asked.region, lacks=asked.lacks)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "choices": _choices(asked),
        "counts": counted_standings(today=today, region=asked.region),
        "without": without_koppontren(asked.region),
        "term": term_on(today),
        "query": asked.address(),
        "is_of_ready": asked.lacks == NOTHING,
    }
    return render_page(request, "tenancy/standings.html", context)


def _choices(asked: Asked) -> list[dict[str, Any]]:
    labels = {
        "": _("All"),
        "rat": _("RAT not held"),
        "nik": _("no valid NIK"),
        "qr": _("no QR"),
        "badan_hukum": _("no legal entity"),
        NOTHING: _("Ready for a grant"),
    }
    return [
        {"label": label, "url": f"?{asked.address(kurang=lacks)}", "current": lacks == asked.lacks}
        for lacks, label in labels.items()
    ]


@login_required
@require_safe
def standing_table(request: SignedIn, kind: str) -> HttpResponse:
    """The same list as a file."""
    asked = _asked(request)
    if kind not in KINDS:
        raise Http404
    rows = standings(today=timezone.localdate(), region=asked.region, lacks=asked.lacks)
    name = f"koperasi-{asked.region.code}" if asked.region else "koperasi"
    return download(_table(rows), name=name, kind=kind)


def _table(rows: Iterable[Koppontren]) -> list[list[Cell]]:
    heading: list[Cell] = [
        _("Region"),
        _("Pesantren"),
        _("Cooperative"),
        _("Legal entity (badan hukum)"),
        "NIK",
        _("NIK valid until"),
        "QR",
        _("Latest RAT"),
        _("Held on"),
        _("Members present"),
        _("Members at that time"),
        _("RAT of the last book year"),
    ]
    return [heading, *map(_line, rows)]


def _line(row: Any) -> list[Cell]:
    return [
        str(row.pesantren.region),
        row.pesantren.name,
        row.name,
        row.legal_number,
        row.nik,
        row.nik_until.isoformat() if row.nik_until else "",
        row.nik_address,
        str(row.rat_year or ""),
        row.rat_held_on.isoformat() if row.rat_held_on else "",
        "" if row.rat_present is None else row.rat_present,
        "" if row.rat_members is None else row.rat_members,
        _("yes") if row.has_rat else _("no"),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def term_list(request: SignedIn) -> HttpResponse:
    """By when the law wants a RAT; the secretariat writes a newer rule down."""
    coordinator_only(request.user)
    form = TermForm(request.POST or None)
    if form.is_valid():
        set_term(by=request.user, **form.kept())
        messages.success(request, _("The rule is written down."))
        return redirect("tenancy:terms")
    context = {"form": form, "terms": terms()}
    return render(request, "tenancy/terms.html", context, status=422 if form.is_bound else 200)
