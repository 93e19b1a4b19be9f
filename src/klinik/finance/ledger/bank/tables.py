"""What a bank said as a table."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.exports import Cell, Strong
from klinik.core.tables import Column, order_by
from klinik.finance.ledger.bank.models import BankAccount, BankMutation
from klinik.finance.ledger.bank.queries import Position

ORDER = order_by({"tanggal": ("on", "id"), "jumlah": ("amount", "on", "id")})


def mutation_columns(bank: BankAccount) -> list[Column[BankMutation]]:
    """The columns of a bank's mutations; what came in stands apart from what went out."""
    tenant, code = bank.koppontren.slug, bank.account.code

    def page_of(row: BankMutation) -> str:
        return reverse("bank:mutation", args=[tenant, code, row.number])

    def state(row: BankMutation) -> str:
        if row.match_id is not None:
            return str(_("matched"))
        return str(_("waiting for approval") if row.is_drafted else _("to match"))

    return [
        Column("tanggal", _("Day"), lambda row: row.on, link=page_of),
        Column("keterangan", _("Text of the bank"), lambda row: row.text, may_sort=False),
        Column("cocok", _("In the book"), state, may_sort=False),
        Column(
            "masuk",
            _("Money in"),
            lambda row: row.amount if row.is_in else None,
            is_money=True,
            may_sort=False,
        ),
        Column(
            "keluar",
            _("Money out"),
            lambda row: None if row.is_in else -row.amount,
            is_money=True,
            may_sort=False,
        ),
        Column("saldo", _("Balance"), lambda row: row.balance, is_money=True, may_sort=False),
    ]


def result_rows(found: Position, notes: dict[int, str]) -> Iterator[Sequence[Cell]]:
    """Bank and book at a day, and every row that explains their difference; `notes` by entry."""
    yield [str(name) for name in (_("What"), _("Day"), _("Text of the bank"), _("Amount"))]
    yield Strong([str(_("Balance by the bank")), found.on, "", found.by_bank])
    yield Strong([str(_("Balance by the book")), found.on, "", found.by_book])
    yield Strong([str(_("Difference")), None, "", found.difference])
    for row in found.not_in_book:
        yield [str(_("Not in the book")), row.on, row.text, row.amount]
    for line in found.not_at_bank:
        note = notes.get(line.entry_number, "")
        yield [str(_("Not at the bank")), line.on, note, line.credit - line.debit]
    if found.at_start:
        yield [str(_("From before the first mutation")), None, "", found.at_start]
    if found.missing:
        yield [str(_("Missing in the bank's files")), None, "", found.missing]
