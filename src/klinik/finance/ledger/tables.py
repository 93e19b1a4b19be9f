"""The journal, one account and the chart as plain rows, to take away."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from klinik.core.exports import Cell, Strong
from klinik.finance.ledger import reading
from klinik.finance.ledger.models import Account, Entry, Unit
from klinik.finance.ledger.queries import account_lines
from klinik.finance.ledger.queries.chart_page import Kinds
from klinik.finance.ledger.words import kind_in_words
from klinik.tenancy.models import Koppontren

Row = Sequence[Cell]
CHUNK = 500  # entries or lines read at once


def journal_rows(koppontren: Koppontren, entries: QuerySet[Entry]) -> Iterator[Row]:
    """Line by line, each with the number, day, kind, note and person of its entry.

    `entries` are newest first; what is posted meanwhile stands above the first and is left out.
    """
    yield [
        _("Entry"), _("Day"), _("Kind"), _("Code"), _("Account"), _("Unit"), _("Debit"),
        _("Credit"), _("Note"), _("By"), _("Happened on"),
    ]  # fmt: skip
    rest = entries
    while chunk := list(rest[:CHUNK]):
        rest = entries.filter(number__lt=chunk[-1].number)
        for shown in reading.shown(koppontren, chunk):
            for line in shown.lines:
                yield [
                    str(shown.entry.number), shown.entry.on, shown.kind, line.account.code,
                    line.account.name, line.account.unit.code, line.debit or None,
                    line.credit or None, shown.memo, shown.by, shown.entry.happened_on,
                ]  # fmt: skip


def account_rows(account: Account, first: date | None, last: date | None) -> Iterator[Row]:
    """What moved on an account, with what it held before and after each line."""
    yield [_("Entry"), _("Day"), _("Kind"), _("Note"), _("Debit"), _("Credit"), _("Balance")]
    after = ""
    while True:
        page = account_lines(account, since=first, until=last, after=after, limit=CHUNK)
        if first and not after:
            yield Strong(["", None, _("Before"), "", None, None, page.opening])
        for move in page.movements:
            line = move.line
            memo = ", ".join(memo.text for memo in line.entry.memos.all())
            kind = kind_in_words(line.entry.kind)
            debit, credit = line.debit or None, line.credit or None
            yield [str(line.entry_number), line.on, kind, memo, debit, credit, move.balance]
        after = page.next_after
        if not after:
            return


def details_rows(details: Sequence[tuple[Account, int]]) -> Iterator[Row]:
    """The details of a control account with what each holds, and their sum."""
    yield [_("Code"), _("Detail"), _("Balance")]
    for detail, held in details:
        yield [detail.code, detail.name, held]
    yield Strong(["", _("Total"), sum(held for _detail, held in details)])


def chart_rows(units: Sequence[tuple[Unit, Kinds]]) -> Iterator[Row]:
    """Every account by unit and kind, with what it holds now."""
    yield [_("Unit"), _("Kind"), _("Code"), _("Account"), _("Balance")]
    for unit, kinds in units:
        for kind, rows in kinds:
            for row in rows:
                account = row.account
                yield [unit.code, kind.capitalize(), account.code, account.name, row.balance]
