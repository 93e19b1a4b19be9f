"""A table on its way in, as programs send and read it; the rooms say which tables there are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from klinik.core.errors import DomainError
from klinik.core.imports.commands import Work, choose_columns
from klinik.core.imports.forms import ColumnsForm
from klinik.core.imports.models import Import
from klinik.core.imports.rules import Column

PAGE_SIZE = 50
Place = Annotated[int, Field(strict=True, ge=0, lt=1_000)]


class ColumnOut(Schema):
    """Something that a table can hold; of a kind of savings `balance_` and its letters."""

    name: str
    label: str
    help: str
    is_needed: bool


class RowSaid(Schema):
    """A row by its number in the file: what would change, or why it is not saved."""

    row: int
    said: str


class RowPage(Schema):
    """One page of rows."""

    count: int
    page: int
    pages: int
    results: list[RowSaid]


class IntakeBrief(Schema):
    """A table that was sent; its `counts` are new, changed, unchanged and bad rows.

    Its state: columns (choose them), preview (nothing is saved yet), then as its work is: waiting,
    running, done, failed, cancelled.
    """

    number: UUID
    file_name: str
    sent_at: datetime
    state: str
    counts: dict[str, int]


class IntakeOut(IntakeBrief):
    """With which heading each column is, how far the work is, and what at most 100 rows change."""

    headings: list[str]
    columns: dict[str, int]
    changes: list[RowSaid]
    done: int
    total: int
    message: str


class ColumnsIn(Schema):
    """Which heading, counted from 0, is which column; what the file does not have is left out."""

    columns: dict[Annotated[str, Field(max_length=40)], Place]


class UnfitTable(DomainError):
    """What was sent cannot be read as such a table, or its columns are not chosen well."""

    code = "unfit_table"

    def __init__(self, form: forms.Form) -> None:
        said = [str(why) for whys in form.errors.values() for why in whys]
        super().__init__(" ".join(dict.fromkeys(said)))


class ColumnsNotChosen(DomainError):
    """Before its columns are chosen nobody knows what a table says."""

    code = "columns_not_chosen"

    def __init__(self) -> None:
        super().__init__(_("Choose under which heading each column stands first."))


def columns_out(columns: Sequence[Column]) -> list[dict[str, object]]:
    """What a table can hold."""
    names = ("name", "label", "help")
    return [
        {name: str(getattr(column, name)) for name in names} | {"is_needed": column.is_needed}
        for column in columns
    ]


def choose(
    row: Import,
    columns: Sequence[Column],
    chosen: dict[str, int],
    work: Callable[[Import], Work[Any]],
) -> None:
    """As on the page, and refused with its sentences."""
    form = ColumnsForm(chosen, columns=columns, row=row)
    if not form.is_valid():
        raise UnfitTable(form)
    row.mapping = form.mapping()
    choose_columns(row, form.mapping(), work(row))


def brief(row: Import) -> dict[str, object]:
    """A table that was sent, and where it stands."""
    before = "columns" if row.outcome is None else "preview"
    return {
        "number": row.number,
        "file_name": row.file_name,
        "sent_at": row.sent_at,
        "state": row.job.state if row.job else before,
        "counts": row.counts,
    }


def told(row: Import) -> dict[str, object]:
    """A table with what it would change, or how far its work is."""
    return {
        **brief(row),
        "headings": row.headings,
        "columns": row.mapping or {},
        "changes": _rows(row, (row.outcome or {}).get("changes", [])),
        "done": row.job.done if row.job else 0,
        "total": row.job.total if row.job else 0,
        "message": row.job.message if row.job else "",
    }


def _rows(row: Import, said: list[list[Any]]) -> list[dict[str, object]]:
    """By their numbers in the file; of a table that was forgotten, none."""
    numbers = [number for number, _cells in row.rows]
    return [{"row": numbers[at], "said": why} for at, why in said if at < len(numbers)]


def bad_page(row: Import, page: int) -> dict[str, object]:
    """One page of the rows that would not be saved, or were not."""
    pages = Paginator((row.outcome or {}).get("bad", []), PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = _rows(row, found)
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}
