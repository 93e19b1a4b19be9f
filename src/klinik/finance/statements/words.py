"""What statements and their sections are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import AccountKind, Mark

SECTIONS: dict[str, Promise] = {
    AccountKind.ASSET: _("Assets"),
    AccountKind.LIABILITY: _("Liabilities"),
    AccountKind.SYIRKAH: _("Temporary syirkah funds"),
    AccountKind.EQUITY: _("Equity"),
    AccountKind.INCOME: _("Income"),
    AccountKind.EXPENSE: _("Expenses"),
}
NAMES: dict[str, Promise] = {
    "balance_sheet": _("Balance sheet"),
    "results": _("Statement of results (PHU)"),
    "equity": _("Changes in equity"),
    "cash_flow": _("Cash flow statement"),
    Mark.ZAKAT: _("Zakat fund"),
    Mark.BENEVOLENCE: _("Benevolence fund (dana kebajikan)"),
    "trial_balance": _("Trial balance"),
    "general_ledger": _("General ledger"),
    "journal": _("General journal"),
}
OF_A_DAY = ("balance_sheet", "trial_balance")
# The names of their addresses and files, which people send each other: in Indonesian.
FILES = {
    "balance_sheet": "neraca",
    "results": "hasil-usaha",
    "equity": "perubahan-ekuitas",
    "cash_flow": "arus-kas",
    Mark.ZAKAT: "dana-zakat",
    Mark.BENEVOLENCE: "dana-kebajikan",
    "trial_balance": "neraca-saldo",
}
# What is told line by line, however long it is.
LINE_BY_LINE = {"general_ledger": "buku-besar", "journal": "jurnal-umum"}
