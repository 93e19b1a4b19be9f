"""By which ways top-ups come: the bank account, virtual accounts, the own QRIS."""

from itertools import count

from django.db import transaction

from klinik.core.lines import one_line
from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account, hold_book
from klinik.finance.ledger.models import Account, AccountKind, Side
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.wallet import qris
from klinik.finance.wallet.queries.wallets import rules_of
from klinik.finance.wallet.topups.models import TopUpWays
from klinik.finance.wallet.topups.rules import (
    BadPrefix,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

QRIS_ON_ITS_WAY = "QRIS dalam Perjalanan"


@transaction.atomic
def set_ways(
    koppontren: Koppontren,
    *,
    bank: BankAccount | None,
    number_at_bank: str = "",
    va_prefix: str = "",
    code: str = "",
    by: User,
) -> TopUpWays:
    """Say where transfers go, how virtual accounts begin, and which static QRIS is ours.

    Raises NotStarted, BadPrefix, and what `qris.read` refuses.
    """
    rules = rules_of(koppontren)
    if va_prefix and not (
        va_prefix.isascii() and va_prefix.isdigit() and 3 <= len(va_prefix) <= 10
    ):
        raise BadPrefix
    code = code.strip()
    if code:
        qris.for_one_payment(code, amount=1)  # it is whole, of Indonesia, and one that stays
    ways, _new = TopUpWays.objects.get_or_create(koppontren=koppontren)
    ways.bank, ways.number_at_bank = bank, one_line(number_at_bank)
    ways.va_prefix, ways.qris = va_prefix, code
    if code and ways.qris_account is None:
        ways.qris_account = _on_its_way(koppontren, unit=rules.control.unit.code, by=by)
    ways.save()
    return ways


def _on_its_way(koppontren: Koppontren, *, unit: str, by: User) -> Account:
    """The account of what was paid by QRIS and is not at the bank yet."""
    hold_book(koppontren)
    chart = accounts_by_code(koppontren)
    for account in chart.values():
        if account.name == QRIS_ON_ITS_WAY and account.unit.code == unit and not account.closed:
            return account
    free = next(str(code) for code in count(1121) if str(code) not in chart)
    row = AccountRow(
        code=free,
        name=QRIS_ON_ITS_WAY,
        kind=AccountKind.ASSET,
        normal_side=Side.DEBIT,
        unit=unit,
        cash_flow="operating",
    )
    return add_account(koppontren, account=row, by=by)
