"""Trial balance and balance sheet, with the same day a year earlier beside them."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.templatetags.klinik import rupiah, tanggal
from klinik.finance.ledger.models import AccountKind
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.days import on_day, two_days
from klinik.finance.statements.reports.layout import (
    LINE,
    Column,
    Part,
    Report,
    Row,
    group,
    total,
)
from klinik.finance.statements.rules import (
    BalanceSheet,
    Section,
    SheetLine,
    TrialBalance,
    TrialRow,
)
from klinik.finance.statements.words import SECTIONS


def trial_balance_report(scope: Scope, now: TrialBalance, before: TrialBalance) -> Report:
    """Every account in the column of its side; both columns add up to the same."""
    columns = _debit_and_credit(scope)
    rows: list[Row] = []
    for kind in AccountKind:
        own = [[r for r in t.rows if r.balance.kind == kind] for t in (now, before)]
        rows += group(str(SECTIONS[kind]), _trial_rows(*own))
    sums = (now.debit, now.credit, before.debit, before.credit)
    parts = [Part("trial", _("Accounts"), columns, [*rows, total(_("Total"), *sums)])]
    return Report(
        key="trial_balance",
        title=_("Trial balance"),
        lede=_(
            "Every account with what it holds. Both columns add up to the same sum, or something "
            "is wrong."
        ),
        days=on_day(scope),
        parts=parts + _eliminated(columns, _trial_rows(now.eliminated, before.eliminated)),
        is_empty=not now.rows,
    )


def balance_sheet_report(scope: Scope, now: BalanceSheet, before: BalanceSheet) -> Report:
    """On one side what there is, on the other whose it is."""
    columns = two_days(scope)
    claims = [
        *_section(now.liabilities, before.liabilities, _("Total liabilities")),
        *_section(now.syirkah, before.syirkah, _("Total temporary syirkah funds")),
        Row(str(SECTIONS[AccountKind.EQUITY]), kind="group"),
        *_sheet_lines(now.equity, before.equity),
        *_unshared(scope, now, before),
        total(_("Total equity"), now.equity_with_result, before.equity_with_result),
        total(_("Total liabilities, syirkah funds and equity"), now.claims, before.claims),
    ]
    assets = _section(now.assets, before.assets, _("Total assets"))
    eliminated = [
        Row(row.text, [(row.amounts[0] or 0) - (row.amounts[1] or 0),
                       (row.amounts[2] or 0) - (row.amounts[3] or 0)],
            code=row.code, unit=row.unit)
        for row in _trial_rows(now.eliminated, before.eliminated)
    ]  # fmt: skip
    return Report(
        key="balance_sheet",
        title=_("Balance sheet"),
        lede=_("On one side what there is, on the other whose it is."),
        days=on_day(scope),
        parts=[
            Part("assets", _("What there is"), columns, assets),
            Part("claims", _("Whose it is"), columns, claims),
            *_eliminated(columns, eliminated),
        ],
        is_empty=not (now.assets.lines or now.claims or now.income.lines or now.earlier_result),
    )


def _debit_and_credit(scope: Scope) -> list[Column]:
    beside = scope.year_before
    on = beside.on if beside else None
    day = date_format(on, "j M Y") if on else _("Year before")
    return [
        Column(_("Debit"), None, scope.on),
        Column(_("Credit"), None, scope.on),
        Column(_("Debit %(day)s") % {"day": day}, None, on, is_beside=True),
        Column(_("Credit %(day)s") % {"day": day}, None, on, is_beside=True),
    ]


def _trial_rows(now: Iterable[TrialRow], before: Iterable[TrialRow]) -> list[Row]:
    rows: dict[str, tuple[TrialRow, list[int | None]]] = {}
    for n, some in enumerate((now, before)):
        for row in some:
            _, held = rows.setdefault(row.balance.code, (row, [None] * 4))
            held[2 * n : 2 * n + 2] = [row.debit or None, row.credit or None]
    return [
        Row(row.balance.name, held, code=code, unit=row.balance.unit)
        for code, (row, held) in sorted(rows.items())
    ]


def _section(now: Section, before: Section, word: str) -> list[Row]:
    rows = [Row(str(SECTIONS[now.kind]), kind="group"), *_sheet_lines(now, before)]
    return [*rows, total(word, now.total, before.total)]


def _sheet_lines(now: Section, before: Section) -> list[Row]:
    rows: dict[str, tuple[SheetLine, list[int]]] = {}
    for n, section in enumerate((now, before)):
        for line in section.lines:
            _, held = rows.setdefault(line.balance.code, (line, [0, 0]))
            held[n] = line.amount
    return [
        Row(
            line.balance.name,
            held,
            LINE,
            code=code,
            unit=line.balance.unit,
            is_deduction=line.is_deduction,
        )
        for code, (line, held) in sorted(rows.items())
    ]


def _unshared(scope: Scope, now: BalanceSheet, before: BalanceSheet) -> list[Row]:
    slug = scope.koppontren.slug
    unit = f"&{urlencode({'unit': scope.unit.code})}" if scope.unit else ""
    rows = []
    if now.earlier_result or before.earlier_result:
        url = reverse("statements:balance_sheet", args=[slug])
        through = scope.before_year
        rows.append(
            Row(
                _("Results of earlier years (SHU), not shared out"),
                [now.earlier_result, before.earlier_result],
                note=_("Through %(day)s") % {"day": tanggal(through)},
                urls=[f"{url}?on={through}{unit}#claims-title"],
            )
        )
    url = reverse("statements:results", args=[slug])
    note = _("Since %(start)s: income %(income)s less expenses %(expense)s") % {
        "start": tanggal(scope.year_start),
        "income": rupiah(now.income.total),
        "expense": rupiah(now.expense.total),
    }
    beside = scope.year_before
    rows.append(
        Row(
            _("Result of this year (SHU)"),
            [now.result, before.result],
            note=note,
            urls=[f"{url}?to={one.on}{unit}" for one in (scope, beside) if one],
        )
    )
    return rows


def _eliminated(columns: Sequence[Column], rows: Sequence[Row]) -> list[Part]:
    if not rows:
        return []
    note = _(
        "What one unit owes another is no debt of the cooperative as a whole. It is left out above."
    )
    return [Part("eliminated", _("Eliminated between units"), columns, rows, note=note)]
