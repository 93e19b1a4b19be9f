"""Tables to take away: CSV and Excel, in which no text can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.http import HttpResponse

Cell = str | int
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 48


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, divided as Indonesian Excel expects."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(rows: Iterable[Sequence[Cell]], *, sheet: str) -> bytes:
    """One sheet with its heading kept in sight; texts as texts, rupiah as numbers."""
    content = io.BytesIO()
    table = [list(row) for row in rows]
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        heading, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        page.freeze_panes(1, 0)
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(number, column, cell, money)
                else:
                    page.write_string(number, column, cell, None if number else heading)
        for column in range(max(map(len, table), default=0)):
            cells = [str(row[column]) for row in table if column < len(row)]
            page.set_column(column, column, min(WIDEST, 3 + max(map(len, cells))))
    return content.getvalue()


def download(rows: Iterable[Sequence[Cell]], *, name: str, kind: str) -> HttpResponse:
    """Answer with the table as a file `name`.csv or, for the kind "xlsx", `name`.xlsx."""
    if kind == "xlsx":
        response = HttpResponse(as_workbook(rows, sheet=name[:31]), content_type=WORKBOOK_TYPE)
    else:
        response = HttpResponse(as_csv(rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
