"""Excel files that tests send."""

import io
from collections.abc import Sequence

import xlsxwriter


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """A file with these rows on its one sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return content.getvalue()
