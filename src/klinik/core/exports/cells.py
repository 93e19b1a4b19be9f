"""What a cell holds, and a row that stands out."""

from collections.abc import Iterable, Sequence
from datetime import date

Cell = str | int | date | None
Rows = Iterable[Sequence[Cell]]


class Strong(list[Cell]):
    """A row set in bold where the file can: a total, the name of a section."""
