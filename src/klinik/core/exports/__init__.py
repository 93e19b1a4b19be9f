"""Tables to take away: CSV, Excel and PDF, in which no text can become a formula."""

from klinik.core.exports.cells import Cell, Rows, Strong
from klinik.core.exports.document import Paper
from klinik.core.exports.files import KINDS, File, TooLongToPrint, download, handed, written

__all__ = [
    "KINDS",
    "Cell",
    "File",
    "Paper",
    "Rows",
    "Strong",
    "TooLongToPrint",
    "download",
    "handed",
    "written",
]
