"""What a bank said as a table."""

from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.ledger.bank.models import BankMutation

ORDER = order_by({"tanggal": ("on", "id"), "jumlah": ("amount", "on", "id")})


def mutation_columns() -> list[Column[BankMutation]]:
    """The columns of a bank's mutations; what came in stands apart from what went out."""
    return [
        Column("tanggal", _("Day"), lambda row: row.on),
        Column("keterangan", _("Text of the bank"), lambda row: row.text, may_sort=False),
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
