"""What the sections of a statement are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.finance.statements import rules

SECTIONS: dict[str, Promise] = {
    rules.ASSET: _("Assets"),
    rules.LIABILITY: _("Liabilities"),
    rules.SYIRKAH: _("Temporary syirkah funds"),
    rules.EQUITY: _("Equity"),
    rules.INCOME: _("Income"),
    rules.EXPENSE: _("Expenses"),
}
