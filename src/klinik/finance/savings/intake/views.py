"""A table of members on its way in: the file, its columns, what would change, then the bar."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import KINDS, download
from klinik.core.imports import Column
from klinik.core.imports.commands import begin, choose_again, choose_columns, keep, kept_before
from klinik.core.imports.forms import ColumnsForm, initial
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own_imports, remembered
from klinik.core.imports.rules import guessed
from klinik.core.imports.workbooks import bad_rows, template_rows, template_workbook
from klinik.finance.savings.intake.columns import columns_of, examples_of
from klinik.finance.savings.intake.commands import TITLE, MemberWork
from klinik.finance.savings.intake.forms import MembersFileForm
from klinik.finance.savings.intake.queries import (
    asked_of,
    columns_for,
    own_table,
    still_undetailed,
    tables_of,
)
from klinik.finance.savings.tasks import import_members
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

SHOWN = 6  # rows as they are read
MOST_TOLD = 10  # changes and bad rows, each
EARLIER = 10


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn, koppontren: str) -> HttpResponse:
    """Send a table; what is still to be divided, and what was sent before, stand below."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    columns = columns_for(tenant)
    form = MembersFileForm(request.POST or None, request.FILES or None, columns=columns)
    if form.is_valid():
        try:
            row = _kept(tenant, form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("savings:intake_file", tenant.slug, row.number)
    context = {
        "koppontren": tenant,
        "form": form,
        "columns": columns,
        "undetailed": still_undetailed(tenant),
        "has_products": len(columns) > len(columns_of([])),
        "earlier": own_imports(request.user, tables_of(tenant))[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return render(request, "savings/intake/start.html", context, status=status)


def _kept(tenant: Koppontren, said: dict[str, Any], *, by: User) -> Import:
    """The table that was sent, its columns chosen if they are known; sent twice, it is one."""
    number, kind = said["request_id"], tables_of(tenant)
    about = asked_of(tenant, said["file"], on=said["on"])
    if known := kept_before(number, kind=kind, about=about, by=by):
        return known
    name = str(said["file"].name)
    row = keep(said["sheet"], kind=kind, file_name=name, about=about, by=by, number=number)
    if before := remembered(row):
        row.mapping = before
        choose_columns(row, before, MemberWork(row))
    return row


@login_required
@require_safe
def template(request: SignedIn, koppontren: str, kind: str) -> HttpResponse:
    """The table to fill in, as Excel or CSV."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    columns = columns_for(tenant)
    examples = examples_of(columns)
    if kind == "csv":
        return download(template_rows(columns, examples), name="anggota", kind=kind)
    response = HttpResponse(template_workbook(columns, examples), content_type=KINDS["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="anggota.xlsx"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Where this table stands: its columns, what would change, the bar, or what came of it."""
    tenant, row = _own(request, koppontren, number)
    columns = columns_for(tenant)
    if row.job is not None:
        page = "done" if row.job.is_over else "running"
        return render(request, f"savings/intake/{page}.html", _told(tenant, row, columns))
    if row.is_forgotten:
        raise Http404
    if row.outcome is not None and request.method != "POST":
        return render(request, "savings/intake/preview.html", _told(tenant, row, columns))
    chosen = row.mapping or remembered(row) or guessed(columns, row.headings)
    form = ColumnsForm(
        request.POST or None, columns=columns, row=row, initial=initial(columns, chosen)
    )
    if form.is_valid():
        row.mapping = form.mapping()
        choose_columns(row, form.mapping(), MemberWork(row))
        return redirect("savings:intake_file", tenant.slug, row.number)
    context = {"koppontren": tenant, "import": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "savings/intake/columns.html", context, status=status)


@login_required
@require_POST
def again(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Back to the columns."""
    tenant, row = _own(request, koppontren, number)
    choose_again(row)
    return redirect("savings:intake_file", tenant.slug, number)


@login_required
@require_POST
def save(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Begin to save what the preview showed."""
    tenant, row = _own(request, koppontren, number)
    if row.outcome is not None:
        begin(row, import_members, title=TITLE, by=request.user)
    return redirect("savings:intake_file", tenant.slug, number)


@login_required
@require_safe
def bad(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """The rows that were not saved, with the reason, to be put right and sent again."""
    _tenant, row = _own(request, koppontren, number)
    if row.is_forgotten or not (row.outcome or {}).get("bad"):
        raise Http404
    return download(bad_rows(row), name="anggota-belum-tersimpan", kind="xlsx")


def _own(request: SignedIn, koppontren: str, number: UUID) -> tuple[Koppontren, Import]:
    """The table that this person sent for this koppontren. Raises Http404."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    row = own_table(tenant, request.user.pk, number)
    if row is None:
        raise Http404
    return tenant, row


def _told(tenant: Koppontren, row: Import, columns: list[Column]) -> dict[str, Any]:
    outcome, mapping = row.outcome or {}, row.mapping or {}
    read = [column for column in columns if column.name in mapping]
    first = [
        (line.number, [(c.label, _shown(c, line.cells, mapping[c.name])) for c in read])
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
        "undetailed": still_undetailed(tenant),
    }


def _lines(row: Import, told: list[list[Any]]) -> list[dict[str, Any]]:
    table, at_name = row.table, (row.mapping or {}).get("name", 0)
    return [
        {"number": table[at].number, "name": _cell(table[at].cells, at_name), "said": said}
        for at, said in told[:MOST_TOLD]
        if at < len(table)
    ]


def _shown(column: Column, cells: list[str], at: int) -> str:
    """A cell as the page shows it; of a NIK only its end."""
    cell = _cell(cells, at)
    return f"…{cell[-4:]}" if column.name == "nik" and cell else cell


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
