"""General ledger and journal as they are drawn: a page of the journal, and both on paper."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.money import grouped, rupiah
from klinik.finance.ledger import reading
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.reading import Shown
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.statements.queries import Scope, turned
from klinik.finance.statements.reports import Made, Report, make
from klinik.finance.statements.reports.days import of_days
from klinik.finance.statements.reports.layout import GROUP, SUM, Column, Part, Row, total
from klinik.finance.statements.words import NAMES
from klinik.finance.statements.written.queries import (
    Told,
    entries_by_day,
    general_ledger,
    lines_in,
)
from klinik.finance.statements.written.rules import MOST_ON_PAPER, TooManyLines


def on_paper(key: str, scope: Scope) -> Report:
    """Every line of the days, for paper. Raises TooManyLines."""
    lines = lines_in(scope)
    if lines > MOST_ON_PAPER:
        raise TooManyLines(lines)
    return REPORTS[key](scope)


def in_package(key: str, scope: Scope) -> Report:
    """Every line of the days, or where they are too many the sums and a word where the rest is."""
    lines = lines_in(scope)
    if lines <= MOST_ON_PAPER:
        return REPORTS[key](scope)
    where = _(
        "Line by line these are %(lines)s lines, too many for paper. They are on the page "
        "“%(page)s”: of shorter periods as PDF, of the whole year as Excel or CSV."
    ) % {"lines": grouped(lines), "page": NAMES[key]}
    if key == "general_ledger":
        return _of(key, scope, make(key, scope).report.parts, text=where)
    return _of(key, scope, [], text=where)


def journal_page(scope: Scope, entries: Sequence[Entry]) -> Made:
    """These entries of the days, with the sums of all of them."""
    count = entries_by_day(scope).count()
    told = turned(scope)
    debits, credits_ = sum(one.debits for one in told), sum(one.credits for one in told)
    shown = reading.shown(scope.koppontren, entries)
    words = {"entries": grouped(count), "amount": rupiah(debits)}
    proof = _("%(entries)s entries in these days; debits and credits both add up to %(amount)s.")
    report = Report(
        key="journal",
        title=str(NAMES["journal"]),
        lede=_("Every entry of these days in the order in which it happened, line by line."),
        days=of_days(scope),
        parts=[_journal_part(scope, shown)],
        proofs=[proof % words] if debits == credits_ else [],
        is_empty=not count,
    )
    return Made(report, told, debits - credits_)


def _whole_journal(scope: Scope) -> Report:
    shown = reading.shown(scope.koppontren, list(entries_by_day(scope)))
    part = _journal_part(scope, shown)
    sums = [sum(row.amounts[n] or 0 for row in part.rows if row.amounts) for n in (0, 1)]
    whole = Part(
        part.key, part.title, part.columns, [*part.rows, total(_("Total"), *sums)], leads=part.leads
    )
    return _of("journal", scope, [whole])


def _whole_ledger(scope: Scope) -> Report:
    parts = [_account_part(told) for told in general_ledger(scope)]
    return _of("general_ledger", scope, parts)


def _of(key: str, scope: Scope, parts: Sequence[Part], *, text: str = "") -> Report:
    return Report(
        key=key,
        title=str(NAMES[key]),
        lede="",
        days=of_days(scope),
        parts=parts,
        is_empty=not parts and not text,
        text=text,
    )


def _journal_part(scope: Scope, entries: Sequence[Shown]) -> Part:
    columns = [
        Column(_("Debit"), scope.first, scope.on),
        Column(_("Credit"), scope.first, scope.on),
    ]
    rows: list[Row] = []
    for shown in entries:
        rows.append(_entry_row(scope, shown))
        for line in shown.lines:
            account = line.account
            if scope.unit is None or account.unit_id == scope.unit.pk:
                amounts = [line.debit or None, line.credit or None]
                text = f"{account.code} {account.name}"
                rows.append(Row(text, amounts, code=account.code))
    return Part("journal", _("Entries"), columns, rows, leads=[_("Day"), _("Entry")])


def _entry_row(scope: Scope, shown: Shown) -> Row:
    entry = shown.entry
    undone = _("undone by %(number)s") % {"number": shown.undone_by} if shown.undone_by else ""
    return Row(
        " · ".join(filter(None, [shown.kind, shown.memo, undone])),
        kind=GROUP,
        leads=[_short(entry.on), str(entry.number)],
        link=reverse("ledger:entry", args=[scope.koppontren.slug, entry.number]),
    )


def _account_part(told: Told) -> Part:
    balance, debits, credits_ = told.opening, 0, 0
    rows = [total(_("At first"), None, None, balance, kind=SUM)]
    for line in told.lines:
        balance = told.after(line, balance)
        debits, credits_ = debits + line.debit, credits_ + line.credit
        detail = line.detail if line.detail != line.account else ""
        rows.append(
            Row(
                " · ".join(filter(None, [kind_in_words(line.kind), line.memo, detail])),
                [line.debit or None, line.credit or None, balance],
                leads=[_short(line.on), str(line.number)],
            )
        )
    rows.append(total(_("At last"), debits, credits_, balance))
    own = told.balance
    columns = [Column(_("Debit")), Column(_("Credit")), Column(_("Balance"))]
    title = f"{own.code} {own.name} · {own.unit}"
    return Part(own.code, title, columns, rows, leads=[_("Day"), _("Entry")])


def _short(day: date) -> str:
    return date_format(day, "j M Y")


REPORTS: Mapping[str, Callable[[Scope], Report]] = {
    "general_ledger": _whole_ledger,
    "journal": _whole_journal,
}
