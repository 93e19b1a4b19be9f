"""The file that a browser is handed."""

from io import BytesIO
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO

from django.http import FileResponse, HttpResponse
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
File = BytesIO | SpooledTemporaryFile[bytes]
IN_MEMORY = 1_000_000  # bytes; a larger file lies on the disk and leaves in chunks


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
    shows them, one after another, and an error is a page that says so and not half a file. However
    long it is, it takes no more memory than `IN_MEMORY`.
    """
    file = written(rows, name=name, kind=kind, paper=paper)
    response = handed(file, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def handed(file: File, *, content_type: str) -> HttpResponse:
    """Answer with this file, from its beginning: a small one whole, a large one in chunks."""
    size = file.seek(0, 2)
    file.seek(0)
    if size <= IN_MEMORY:
        with file:
            return HttpResponse(file.read(), content_type=content_type)
    response = FileResponse(file, content_type=content_type)
    response["Content-Length"] = str(size)
    return response  # type: ignore[return-value]  # views hand it on, and none reads its content


def written(rows: Rows, *, name: str, kind: str, paper: Paper | None = None) -> File:
    """The table as a file of this kind, in memory as long as it is small."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # whoever hands it on closes it
    try:
        WRITERS[kind](rows, file, paper or Paper(name), name)
    except BaseException:
        file.close()
        raise
    return file


def _csv(rows: Rows, file: IO[bytes], _paper: Paper, _name: str) -> None:
    write_csv(rows, file)


def _workbook(rows: Rows, file: IO[bytes], _paper: Paper, name: str) -> None:
    write_workbook(rows, file, sheet=name[:31])


def _pdf(rows: Rows, file: IO[bytes], paper: Paper, _name: str) -> None:
    printed = list(islice(rows, MOST_ON_PAPER + 3))
    if len(printed) > MOST_ON_PAPER + 2:  # a heading and a total beside them
        raise TooLongToPrint
    write_pdf(printed, file, paper=paper)


WRITERS = {"csv": _csv, "xlsx": _workbook, "pdf": _pdf}
