"""Tables to take away: one to fill in, and the rows that could not be saved."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from klinik.core.exports import Rows
from klinik.core.imports.models import Import
from klinik.core.imports.rules import Column

Example = Mapping[str, str]
TEXT = {"num_format": "@"}


def template_rows(columns: Sequence[Column], examples: Sequence[Example]) -> Rows:
    """The headings with the examples below them, which say themselves that they are some."""
    rows = [[row.get(column.name, "") for column in columns] for row in examples]
    return [[str(column.label) for column in columns], *rows]


def template_workbook(columns: Sequence[Column], examples: Sequence[Example]) -> bytes:
    """A sheet to fill in, one that explains each column, and one with invented examples."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format(TEXT)
        page = book.add_worksheet(_("Data"))
        page.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            page.set_column(at, at, max(14, len(str(column.label)) + 3), text)
            page.write_string(0, at, str(column.label), bold)
        told = [[_("Column"), _("Needed?"), _("What it holds"), _("Example")]]
        for column in columns:
            needed = _("yes") if column.is_needed else _("no")
            told.append([str(column.label), needed, str(column.help), column.example])
        page = book.add_worksheet(_("Explanation"))
        for at, width in enumerate((26, 10, 70, 30)):
            page.set_column(at, at, width)
        for number, row in enumerate(told):
            for at, cell in enumerate(row):
                page.write_string(number, at, cell, wrapped if number else bold)
        page = book.add_worksheet(_("Examples (simulated)"))
        for at, column in enumerate(columns):
            page.set_column(at, at, max(14, len(column.example) + 3))
            page.write_string(0, at, str(column.label), bold)
            for number, example in enumerate(examples, start=1):
                page.write_string(number, at, example.get(column.name, ""))
    return content.getvalue()


def bad_rows(row: Import) -> Rows:
    """The rows that were not saved, with their own columns and why."""
    bad = (row.outcome or {}).get("bad", [])
    table, width = row.table, len(row.headings)
    longest = max((len(table[at].cells) for at, _why in bad), default=width)
    width = max(width, longest)
    headings = row.headings + [""] * (width - len(row.headings))
    rows = [[*_padded(table[at].cells, width), why] for at, why in bad]
    return [[*headings, _("Reason")], *rows]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
