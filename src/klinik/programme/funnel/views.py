"""The secretariat's view of all cases: the funnel, its times, where they wait, and their list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.clinic.cases.models import Stage, Waits
from klinik.clinic.cases.tables import CASE_COLUMNS, ORDER
from klinik.core.exports import Paper
from klinik.core.tables import Table, render_table
from klinik.directory.models import Aspect, Region
from klinik.people.access import SignedIn
from klinik.programme.funnel.choice import SLUGS, Choice, Known, choice_of
from klinik.programme.funnel.queries import Row, came_to, side_by_side, waits
from klinik.programme.funnel.rules import stairs
from klinik.programme.funnel.tables import GROUP_WORDS, WORDS, group_columns
from klinik.tenancy.access import coordinator_only, read_as
from klinik.tenancy.models import Office

WORST = 8  # regions that are named beside the map


@login_required
@require_safe
def funnel(request: SignedIn) -> HttpResponse:
    """How far obstacles come, how long it takes, and where they wait; 404 but to the secretariat.

    The secretariat counts what it may read: cases for named people are in none of the numbers.
    """
    coordinator_only(request.user)
    read_as(request.user)
    known = _known()
    choice = choice_of(request.GET, known)
    rows, everything = side_by_side(choice.group, choice.chosen)
    table = Table(
        group_columns(choice, _codes(choice.group, known)),
        rows,
        asked=request.GET,
        name="alur-kasus",
        paper=Paper(_("The road of obstacles"), said=_said(choice)),
    )
    return render_table(
        request, "funnel/funnel.html", table, _shown(choice, known, table, everything)
    )


@login_required
@require_safe
def cases(request: SignedIn) -> HttpResponse:
    """The cases that a number of the funnel counts."""
    coordinator_only(request.user)
    read_as(request.user)
    choice = choice_of(request.GET, _known())
    rows = came_to(choice.step, choice.chosen.cases())
    if choice.stage:
        rows = rows.filter(stage=choice.stage)
    if choice.waits:
        rows = rows.filter(waits_for=Waits.OFFICE, closed_at=None)
    table = Table(
        CASE_COLUMNS,
        rows.order_by("-opened_at", "-pk"),
        asked=request.GET,
        name="kasus-alur",
        paper=Paper(_("Cases"), said=_said(choice)),
        order=ORDER,
    )
    context = {"said": _said(choice), "back": choice.query(langkah="", tahap="", menunggu="")}
    return render_table(request, "funnel/cases.html", table, context)


def _known() -> Known:
    return Known(
        list(Aspect.objects.order_by("order")),
        list(Region.objects.order_by("code")),
        list(Office.objects.filter(region=None).order_by("name")),
    )


def _codes(group: str, known: Known) -> dict[Any, str]:
    rows: Any = {"aspek": known.aspects, "wilayah": known.regions, "bidang": known.offices}
    return {row.pk: row.code for row in rows.get(group, [])}


def _shown(choice: Choice, known: Known, table: Table[Any], everything: Row) -> dict[str, Any]:
    """What the page shows beside the table; a file needs none of it."""
    if table.file:
        return {}
    stages, regions = waits(choice.chosen)
    names = {row.code: str(row) for row in known.regions}
    return {
        "choice": choice,
        "known": known,
        "whole": everything,
        "stairs": [
            (row, WORDS[row.step], choice.listed(langkah=SLUGS[row.step]))
            for row in stairs(everything.numbers)
        ],
        "groups": [
            (label, choice.query(menurut="" if key == "aspek" else key), key == choice.group)
            for key, label in GROUP_WORDS.items()
        ],
        "waits": [
            (row, Stage(row.key).label, choice.listed(menunggu="bidang", tahap=row.key))
            for row in stages
        ],
        "regions": [
            (row, names[row.key], choice.listed(menunggu="bidang", wilayah=row.key))
            for row in regions[:WORST]
        ],
        "on_map": dict.fromkeys(names, 0) | {row.key: row.median for row in regions},
        "is_narrowed": bool(choice.query(menurut="")),
    }


def _said(choice: Choice) -> list[str]:
    """The choice in words."""
    first, last, aspect, region, office = choice.chosen
    said = [str(row) for row in (aspect, office, region) if row]
    said += [_("opened from %(day)s") % {"day": first}] if first else []
    said += [_("opened until %(day)s") % {"day": last}] if last else []
    said += [str(WORDS[choice.step])]
    said += [str(Stage(choice.stage).label)] if choice.stage else []
    return said + ([str(Waits.OFFICE.label)] if choice.waits else [])
