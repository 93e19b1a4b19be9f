"""The file that a browser is handed."""

import io
from itertools import islice

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.core.exports.cells import Rows
from klinik.core.exports.delimited import write_csv
from klinik.core.exports.document import Paper, write_pdf
from klinik.core.exports.workbook import write_workbook

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST_ON_PAPER = 2_000  # rows; some eighty pages


class TooLongToPrint(DomainError):
    """More rows than anybody prints."""

    code = "too_long_to_print"

    def __init__(self) -> None:
        super().__init__(
            _("This is too long for a PDF. Narrow it with a filter, or take it as Excel or CSV.")
        )


def download(rows: Rows, *, name: str, kind: str, paper: Paper | None = None) -> HttpResponse:
    """Answer with the table as a file `name`.csv, .xlsx or .pdf; raises TooLongToPrint.

    The file is whole before the first byte leaves: the rows are read inside the transaction that
    shows them, one after another, and an error is a page that says so and not half a file.
    """
    file = io.BytesIO()
    if kind == "pdf":
        printed = list(islice(rows, MOST_ON_PAPER + 3))
        if len(printed) > MOST_ON_PAPER + 2:  # a heading and a total beside them
            raise TooLongToPrint
        write_pdf(printed, file, paper=paper or Paper(name))
    elif kind == "xlsx":
        write_workbook(rows, file, sheet=name[:31])
    else:
        write_csv(rows, file)
    response = HttpResponse(file.getvalue(), content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
