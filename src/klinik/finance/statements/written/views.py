"""General ledger and journal of some days: on screen page by page, on paper, as Excel and CSV."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from klinik.core.database import at_one_moment
from klinik.core.exports import KINDS, download
from klinik.core.http import render_page
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports import Made, make
from klinik.finance.statements.reports.paper import paper_of
from klinik.finance.statements.views.statements import asked, context_of, pdf
from klinik.finance.statements.words import LINE_BY_LINE
from klinik.finance.statements.written.queries import entries_behind
from klinik.finance.statements.written.reports import journal_page, on_paper
from klinik.finance.statements.written.rows import ROWS
from klinik.finance.statements.written.rules import read_place
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right

PER_PAGE = 25  # entries


@at_one_moment
@login_required
@require_safe
def written(request: SignedIn, koppontren: str, key: str) -> HttpResponse:
    """What was written in some days; with `format`, all of it as a file."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    form, scope = asked(request, tenant, of_a_day=False)
    kind = request.GET.get("format")
    if scope and scope.units and kind in KINDS:
        return _file(key, scope, kind=kind)
    after = _after(request.GET.get("after", ""))
    made, place = _page(key, scope, after) if scope and scope.units else (None, "")
    context = context_of(request, tenant, form, scope, key, made)
    context |= {"is_behind": after is not None, "next_after": place}
    return render_page(request, "statements/statement.html", context, 200 if scope else 422)


def _page(key: str, scope: Scope, after: tuple[date, int] | None) -> tuple[Made, str]:
    if key == "general_ledger":
        return make(key, scope), ""
    entries, place = entries_behind(scope, after=after, limit=PER_PAGE)
    return journal_page(scope, entries), place


def _after(place: str) -> tuple[date, int] | None:
    """The place behind which the page begins; Http404 where it is none."""
    try:
        return read_place(place) if place else None
    except ValueError:
        raise Http404 from None


def _file(key: str, scope: Scope, *, kind: str) -> HttpResponse:
    name = f"{LINE_BY_LINE[key]}-{scope.first:%Y-%m-%d}-{scope.on:%Y-%m-%d}"
    if kind == "pdf":
        return pdf(paper_of([on_paper(key, scope)], scope), name=name)
    return download(ROWS[key](scope), name=name, kind=kind)
