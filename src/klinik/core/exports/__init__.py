"""Tables to take away: CSV, Excel and PDF, in which no text can become a formula."""

from klinik.core.exports.cells import Cell, Rows, Strong
from klinik.core.exports.document import Paper
from klinik.core.exports.files import KINDS, TooLongToPrint, download

__all__ = ["KINDS", "Cell", "Paper", "Rows", "Strong", "TooLongToPrint", "download"]
