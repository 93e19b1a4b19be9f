"""What the sections of a statement are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import AccountKind

SECTIONS: dict[str, Promise] = {
    AccountKind.ASSET: _("Assets"),
    AccountKind.LIABILITY: _("Liabilities"),
    AccountKind.SYIRKAH: _("Temporary syirkah funds"),
    AccountKind.EQUITY: _("Equity"),
    AccountKind.INCOME: _("Income"),
    AccountKind.EXPENSE: _("Expenses"),
}
