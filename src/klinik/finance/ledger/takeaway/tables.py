"""The book as tables: accounts, entries and lines for CSV, accounts and journal for Excel."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from klinik.core.exports import Cell
from klinik.finance.ledger.takeaway.queries import TakenBook, TakenEntry
from klinik.finance.ledger.takeaway.rules import TakenAccount
from klinik.finance.ledger.words import kind_in_words

Row = Sequence[Cell]
YES = "1"


def account_rows(book: TakenBook) -> Iterator[Row]:
    """Every account, and what it was debited and credited in the entries read before."""
    yield [
        "code", "name", "kind", "normal_side", "unit", "control", "cash", "between_units",
        "closed", "debits", "credits",
    ]  # fmt: skip
    codes = {account.pk: account.code for account in book.chart}
    for account in book.chart:
        held = book.held[account.pk]
        yield [
            account.code, account.name, account.kind, account.normal_side, account.unit,
            codes.get(account.parent or 0, ""), _flag(account.is_cash), _flag(account.is_between),
            _flag(account.closed), held.debits, held.credits,
        ]  # fmt: skip


ENTRY_COLUMNS = [
    "number", "on", "value_on", "kind", "at", "by", "reverses", "request_id", "chain",
    "corrects",
]  # fmt: skip
LINE_COLUMNS = ["entry", "n", "code", "debit", "credit"]
MEMO_COLUMNS = ["entry", "text"]


def entry_row(entry: TakenEntry) -> Row:
    """An entry under `ENTRY_COLUMNS`."""
    return [
        entry.number, entry.on, entry.value_on, entry.kind, entry.at.isoformat(), entry.by,
        entry.reverses, entry.request_id, entry.chain, entry.corrects,
    ]  # fmt: skip


def line_rows(entry: TakenEntry, codes: dict[int, str]) -> Iterator[Row]:
    """The lines of an entry under `LINE_COLUMNS`."""
    for n, line in enumerate(entry.lines, start=1):
        yield [entry.number, n, codes[line.account], line.debit, line.credit]


def journal_rows(entries: Iterable[TakenEntry], chart: Iterable[TakenAccount]) -> Iterator[Row]:
    """The journal line by line, as people read it in a sheet."""
    accounts = {account.pk: account for account in chart}
    yield [
        _("Entry"), _("Day"), _("Happened on"), _("Kind"), _("Code"), _("Account"), _("Unit"),
        _("Debit"), _("Credit"), _("Note"), _("By"), _("Undoes"), _("Puts right"),
    ]  # fmt: skip
    for entry in entries:
        for line in entry.lines:
            yield _journal_row(entry, accounts[line.account], line.debit, line.credit)


def _journal_row(entry: TakenEntry, account: TakenAccount, debit: int, credit: int) -> Row:
    return [
        entry.number, entry.on, entry.value_on, kind_in_words(entry.kind), account.code,
        account.name, account.unit, debit or None, credit or None, entry.memo, entry.by,
        entry.reverses, entry.corrects,
    ]  # fmt: skip


def balance_rows(book: TakenBook) -> Iterator[Row]:
    """Every account with what the journal read before adds up to."""
    yield [_("Code"), _("Account"), _("Unit"), _("Debit"), _("Credit"), _("Balance")]
    for account in book.chart:
        held = book.held[account.pk]
        net = held.net if account.normal_side == "debit" else -held.net
        yield [account.code, account.name, account.unit, held.debits, held.credits, net]


def _flag(is_so: bool) -> str:
    return YES if is_so else ""
