"""A table of pesantren on its way in: the file, its columns, what would change, then the bar."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.exports import KINDS, download
from klinik.core.imports.commands import begin, choose_again, choose_columns, keep
from klinik.core.imports.forms import ColumnsForm, initial
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own, own_imports, remembered
from klinik.core.imports.rules import guessed
from klinik.core.imports.workbooks import bad_rows, template_rows, template_workbook
from klinik.directory.imports.columns import BY_NAME, COLUMNS, EXAMPLES
from klinik.directory.imports.commands import PesantrenWork
from klinik.directory.imports.forms import PesantrenFileForm
from klinik.directory.tasks import import_pesantren
from klinik.people.access import SignedIn
from klinik.tenancy.queries import brought_in_regions

KIND = "pesantren"
TITLE = gettext_noop("Bringing in pesantren")
SHOWN = 6  # rows as they are read
MOST_TOLD = 10  # changes and bad rows, each
EARLIER = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn) -> HttpResponse:
    """Send a table; what was sent before stands below."""
    regions = _regions(request)
    form = PesantrenFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        about = {
            "source": form.cleaned_data["source"],
            "on": form.cleaned_data["on"].isoformat(),
            "is_simulated": form.cleaned_data["is_simulated"],
            "regions": regions,
        }
        sheet, name = form.cleaned_data["sheet"], str(form.cleaned_data["file"].name)
        row = keep(sheet, kind=KIND, file_name=name, about=about, by=request.user)
        _choose_as_before(row)
        return redirect("tenancy:import_file", row.number)
    context = {
        "form": form,
        "columns": COLUMNS,
        "earlier": own_imports(request.user, KIND)[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return render(request, "imports/start.html", context, status=status)


def _choose_as_before(row: Import) -> None:
    """The same headings as last time: straight on to the preview."""
    if before := remembered(row):
        row.mapping = before
        choose_columns(row, before, PesantrenWork(row))


@login_required
@require_safe
def template(request: SignedIn, kind: str) -> HttpResponse:
    """The table to fill in, as Excel or CSV."""
    _regions(request)
    if kind == "csv":
        return download(template_rows(COLUMNS, EXAMPLES), name="pesantren", kind=kind)
    if kind != "xlsx":
        raise Http404
    response = HttpResponse(template_workbook(COLUMNS, EXAMPLES), content_type=KINDS[kind])
    response["Content-Disposition"] = 'attachment; filename="pesantren.xlsx"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: SignedIn, number: UUID) -> HttpResponse:
    """Where this table stands: its columns, what would change, the bar, or what came of it."""
    row = _own(request, number)
    if row.job is not None:
        over = row.job.is_over
        return render(request, f"imports/{'done' if over else 'running'}.html", _told(row))
    if row.is_forgotten:
        raise Http404
    if row.outcome is not None and request.method != "POST":
        return render(request, "imports/preview.html", _told(row))
    chosen = row.mapping or remembered(row) or guessed(COLUMNS, row.headings)
    form = ColumnsForm(
        request.POST or None, columns=COLUMNS, row=row, initial=initial(COLUMNS, chosen)
    )
    if form.is_valid():
        row.mapping = form.mapping()
        choose_columns(row, form.mapping(), PesantrenWork(row))
        return redirect("tenancy:import_file", row.number)
    status = 422 if form.is_bound else 200
    return render(request, "imports/columns.html", {"import": row, "form": form}, status=status)


@login_required
@require_POST
def again(request: SignedIn, number: UUID) -> HttpResponse:
    """Back to the columns."""
    choose_again(_own(request, number))
    return redirect("tenancy:import_file", number)


@login_required
@require_POST
def save(request: SignedIn, number: UUID) -> HttpResponse:
    """Begin to save what the preview showed."""
    row = _own(request, number)
    if row.outcome is None:
        return redirect("tenancy:import_file", number)
    begin(row, import_pesantren, title=TITLE, by=request.user)
    return redirect("tenancy:import_file", number)


@login_required
@require_safe
def bad(request: SignedIn, number: UUID) -> HttpResponse:
    """The rows that were not saved, with the reason, to be put right and sent again."""
    row = _own(request, number)
    if row.is_forgotten or not (row.outcome or {}).get("bad"):
        raise Http404
    return download(bad_rows(row), name="baris-belum-tersimpan", kind="xlsx")


def _regions(request: SignedIn) -> list[str] | None:
    """The regions that this person fills, None for all of them. Raises Http404 for nobody's."""
    regions = brought_in_regions(request.user)
    if regions == []:
        raise Http404
    return regions


def _own(request: SignedIn, number: UUID) -> Import:
    _regions(request)
    try:
        return own(request.user.pk, number)
    except ObjectDoesNotExist:
        raise Http404 from None


def _told(row: Import) -> dict[str, Any]:
    outcome, mapping = row.outcome or {}, row.mapping or {}
    read = [BY_NAME[name] for name in BY_NAME if name in mapping]
    first = [
        (line.number, [(c.label, _cell(line.cells, mapping[c.name])) for c in read])
        for line in row.table[:SHOWN]
    ]
    return {
        "import": row,
        "job": row.job,
        "counts": row.counts,
        "to_save": row.counts["new"] + row.counts["changed"],
        "read": read,
        "first": first,
        "changes": _lines(row, outcome.get("changes", [])),
        "bad": _lines(row, outcome.get("bad", [])),
    }


def _lines(row: Import, told: list[list[Any]]) -> list[dict[str, Any]]:
    table, at_name = row.table, (row.mapping or {}).get("name", 0)
    return [
        {"number": table[at].number, "name": _cell(table[at].cells, at_name), "said": said}
        for at, said in told[:MOST_TOLD]
        if at < len(table)
    ]


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
