"""An account over some days: what it held, every line, what it held after."""

from datetime import date
from typing import NamedTuple

from klinik.finance.ledger.queries.accounts import account_lines
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.savings.models import SavingsAccount

MOST = 2_000  # lines on one statement


class StatementLine(NamedTuple):
    """One line: its day, its entry, and in whole rupiah what went, what came and what was left."""

    on: date
    number: int
    kind: str
    went: int
    came: int
    balance: int


class Statement(NamedTuple):
    """An account from one day through another, in whole rupiah; not `is_whole` it goes on."""

    savings: SavingsAccount
    since: date
    until: date
    opening: int
    lines: list[StatementLine]
    is_whole: bool

    @property
    def closing(self) -> int:
        """What the account held after the last line."""
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def came(self) -> int:
        """All that came in."""
        return sum(line.came for line in self.lines)

    @property
    def went(self) -> int:
        """All that went out."""
        return sum(line.went for line in self.lines)


def statement_of(savings: SavingsAccount, *, since: date, until: date) -> Statement:
    """The account's statement for these days; read it at one moment (`at_one_moment`)."""
    page = account_lines(savings.account, since=since, until=until, limit=MOST)
    lines = [
        StatementLine(
            on=moved.line.on,
            number=moved.line.entry_number,
            kind=kind_in_words(moved.line.entry.kind),
            went=moved.line.debit,
            came=moved.line.credit,
            balance=moved.balance,
        )
        for moved in page.movements
    ]
    return Statement(savings, since, until, page.opening, lines, not page.next_after)
