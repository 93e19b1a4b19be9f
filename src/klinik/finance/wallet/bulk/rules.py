"""A table of wallets and amounts as people type or paste it; pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import MAX_AMOUNT

MOST = 2_000  # rows
AMOUNT = re.compile(r"(?:rp\.?\s*)?(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?:00?|-))?", re.I)
NUMBER = re.compile(r"[DA]-\d{4,12}")


class Row(NamedTuple):
    """One line: which wallet (or member), and how much; or why it is none."""

    line: int
    number: str
    amount: int
    problem: str | Promise = ""


class RowsRefused(DomainError):
    """Some of the rows cannot be done, so none is."""

    code = "wallet_rows_refused"

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        shown = "; ".join(self.problems[:5])
        super().__init__(_("Nothing was recorded: %(problems)s") % {"problems": shown})


class NoRows(DomainError):
    """A table without a row."""

    code = "wallet_rows_none"

    def __init__(self) -> None:
        super().__init__(_("There is no row with an amount."))


class TooManyRows(DomainError):
    """More than is looked through at once."""

    code = "wallet_rows_many"

    def __init__(self) -> None:
        super().__init__(_("More than %(most)s rows: send them in parts.") % {"most": MOST})


class BatchReused(DomainError):
    """The same request for something else."""

    code = "wallet_batch_reused"

    def __init__(self) -> None:
        super().__init__(_("This table was recorded already with other rows. Reload the page."))


def read_lines(text: str) -> list[Row]:
    """Each line "D-0001; 50.000" (or a tab between them) as a row; empty lines are left out.

    Raises NoRows, TooManyRows.
    """
    rows = [
        _row(line, text.strip())
        for line, text in enumerate(text.splitlines(), start=1)
        if text.strip(" \t;,")
    ]
    if not rows:
        raise NoRows
    if len(rows) > MOST:
        raise TooManyRows
    seen: set[str] = set()
    found = []
    for row in rows:
        twice = row.number and row.number in seen
        found.append(row._replace(problem=_("stands here twice")) if twice else row)
        seen.add(row.number)
    return found


def _row(line: int, text: str) -> Row:
    first, _sign, rest = re.sub(r"[;\t]+", ";", text).partition(";")
    number, amount = first.strip().upper(), AMOUNT.fullmatch(rest.strip(" ;"))
    if not NUMBER.fullmatch(number):
        return Row(line, number, 0, _("no number of a wallet or a member"))
    value = int(re.sub(r"\D", "", amount[1])) if amount else 0
    if not 0 < value <= MAX_AMOUNT:
        return Row(line, number, 0, _("no amount in whole rupiah"))
    return Row(line, number, value)


def as_lines(amounts: Iterable[tuple[str, int]]) -> str:
    """Rows as `read_lines` reads them."""
    return "\n".join(f"{number}; {amount}" for number, amount in amounts)
