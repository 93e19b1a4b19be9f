"""A table of goods on its way in: the file, its columns, what would change, then the bar."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.exports import KINDS, download
from klinik.core.imports.commands import begin, choose_again, choose_columns, keep
from klinik.core.imports.forms import ColumnsForm, initial
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own_imports, remembered
from klinik.core.imports.rules import guessed
from klinik.core.imports.workbooks import bad_rows, template_rows, template_workbook
from klinik.finance.shop.intake.columns import COLUMNS, examples_of
from klinik.finance.shop.intake.commands import TITLE, GoodsWork
from klinik.finance.shop.intake.forms import GoodsFileForm
from klinik.finance.shop.intake.queries import own_table, tables_of
from klinik.finance.shop.queries import shops_of
from klinik.finance.shop.tasks import import_goods
from klinik.finance.shop.views.found import goods_keeper
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren

SHOWN = 6  # rows as they are read
MOST_TOLD = 10  # changes and bad rows, each
EARLIER = 10


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn, koppontren: str) -> HttpResponse:
    """Send a table; what was sent before stands below."""
    tenant = goods_keeper(request.user, koppontren)
    shops = list(shops_of(tenant))
    if not shops:
        return redirect("shop:goods", tenant.slug)
    form = GoodsFileForm(request.POST or None, request.FILES or None, columns=COLUMNS, shops=shops)
    if form.is_valid():
        typed = form.cleaned_data
        about = {"place": [tenant.slug], "shop": typed["shop"].pk}
        sheet, name = typed["sheet"], str(typed["file"].name)
        row = keep(sheet, kind=tables_of(tenant), file_name=name, about=about, by=request.user)
        chosen = remembered(row) or guessed(COLUMNS, row.headings)
        if all(column.name in chosen for column in COLUMNS if column.is_needed):
            row.mapping = chosen
            choose_columns(row, chosen, GoodsWork(row))
        return redirect("shop:intake_file", tenant.slug, row.number)
    context = {
        "koppontren": tenant,
        "form": form,
        "columns": COLUMNS,
        "earlier": own_imports(request.user, tables_of(tenant))[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return render(request, "shop/intake/start.html", context, status=status)


@login_required
@require_safe
def template(request: SignedIn, koppontren: str, kind: str) -> HttpResponse:
    """The table to fill in, as Excel or CSV."""
    goods_keeper(request.user, koppontren)
    examples = examples_of(COLUMNS)
    if kind == "csv":
        return download(template_rows(COLUMNS, examples), name="barang", kind=kind)
    response = HttpResponse(template_workbook(COLUMNS, examples), content_type=KINDS["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="barang.xlsx"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Where this table stands: its columns, what would change, the bar, or what came of it."""
    tenant, row = _own(request, koppontren, number)
    if row.job is not None:
        page = "done" if row.job.is_over else "running"
        return render(request, f"shop/intake/{page}.html", _told(tenant, row))
    if row.is_forgotten:
        raise Http404
    if row.outcome is not None and request.method != "POST":
        return render(request, "shop/intake/preview.html", _told(tenant, row))
    chosen = row.mapping or remembered(row) or guessed(COLUMNS, row.headings)
    form = ColumnsForm(
        request.POST or None, columns=COLUMNS, row=row, initial=initial(COLUMNS, chosen)
    )
    if form.is_valid():
        row.mapping = form.mapping()
        choose_columns(row, form.mapping(), GoodsWork(row))
        return redirect("shop:intake_file", tenant.slug, row.number)
    context = {"koppontren": tenant, "import": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "shop/intake/columns.html", context, status=status)


@login_required
@require_POST
def again(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Back to the columns."""
    tenant, row = _own(request, koppontren, number)
    choose_again(row)
    return redirect("shop:intake_file", tenant.slug, number)


@login_required
@require_POST
def save(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Begin to save what the preview showed."""
    tenant, row = _own(request, koppontren, number)
    if row.outcome is not None:
        begin(row, import_goods, title=TITLE, by=request.user)
    return redirect("shop:intake_file", tenant.slug, number)


@login_required
@require_safe
def bad(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """The rows that were not saved, with the reason, to be put right and sent again."""
    _tenant, row = _own(request, koppontren, number)
    if row.is_forgotten or not (row.outcome or {}).get("bad"):
        raise Http404
    return download(bad_rows(row), name="barang-belum-tersimpan", kind="xlsx")


def _own(request: SignedIn, koppontren: str, number: UUID) -> tuple[Koppontren, Import]:
    """The table that this person sent for this koppontren. Raises Http404."""
    tenant = goods_keeper(request.user, koppontren)
    row = own_table(tenant, request.user.pk, number)
    if row is None:
        raise Http404
    return tenant, row


def _told(tenant: Koppontren, row: Import) -> dict[str, Any]:
    outcome, mapping = row.outcome or {}, row.mapping or {}
    read = [column for column in COLUMNS if column.name in mapping]
    first = [
        (line.number, [(c.label, _cell(line.cells, mapping[c.name])) for c in read])
        for line in row.table[:SHOWN]
    ]
    return {
        "koppontren": tenant,
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
