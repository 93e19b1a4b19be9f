"""Which accounts of a unit a shop writes on: found by what they are, or what to open for them."""

from collections.abc import Callable, Collection, Sequence
from itertools import count
from typing import NamedTuple

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.models import Account, AccountKind, CashFlow, Mark, Side, Unit
from klinik.finance.ledger.rules import usual_side


class Wanted(NamedTuple):
    """What a shop needs an account for: where it usually is, and by which words people call it."""

    code: str
    name: str
    kind: AccountKind
    words: tuple[str, ...]
    mark: str = ""
    side: str = ""
    is_control: bool = False

    def is_(self, account: Account) -> bool:
        """Whether this open account of the unit will do."""
        name = account.name.casefold()
        return (
            account.kind == self.kind
            and account.normal_side == (self.side or usual_side(self.kind))
            and account.is_control == self.is_control
            and account.may_overdraw
            and not account.is_cash
            and (any(name.startswith(word) for word in self.words))
        )

    def row(self, unit: Unit, *, taken: Collection[str]) -> AccountRow:
        """The account to open where the unit has none."""
        codes = (self.code if n == 1 else f"{self.code}-{n}" for n in count(1))
        return AccountRow(
            code=next(code for code in codes if code not in taken),
            name=f"{self.name} {unit.code}"[:100],
            kind=self.kind,
            normal_side=self.side or usual_side(self.kind),
            unit=unit.code,
            cash_flow=CashFlow.FINANCING if self.kind == AccountKind.EQUITY else CashFlow.OPERATING,
            is_control=self.is_control,
            may_overdraw=True,
            mark=self.mark,
        )


ASSET, LIABILITY, EQUITY, INCOME, EXPENSE = (
    AccountKind.ASSET,
    AccountKind.LIABILITY,
    AccountKind.EQUITY,
    AccountKind.INCOME,
    AccountKind.EXPENSE,
)
STOCK = Wanted("1251", "Persediaan Barang Dagang", ASSET, ("persediaan barang dagang",))
COST = Wanted("5110", "Harga Pokok Penjualan", EXPENSE, ("harga pokok", "hpp"), Mark.COST)
SALES = Wanted("4110", "Penjualan", INCOME, ("penjualan",))
DISCOUNTS = Wanted(
    "4119", "Retur dan Potongan Penjualan", INCOME, ("retur", "potongan"), side=Side.DEBIT
)
PAYABLE = Wanted("2210", "Utang Dagang", LIABILITY, ("utang dagang", "hutang dagang"))
QRIS = Wanted("1231", "QRIS dalam Perjalanan", ASSET, ("qris",))
DIFFERENCE = Wanted("5920", "Selisih Persediaan", EXPENSE, ("selisih persediaan",))
CONSIGNED = Wanted("2230", "Utang Konsinyasi", LIABILITY, ("utang konsinyasi",), is_control=True)
CAPITAL = Wanted("3150", "Modal Awal Persediaan", EQUITY, ("modal awal persediaan",))
OF_A_SHOP = {
    "stock": STOCK,
    "cost": COST,
    "income": SALES,
    "discounts": DISCOUNTS,
    "payable": PAYABLE,
    "qris": QRIS,
    "difference": DIFFERENCE,
}


def found(
    wanted: Wanted, accounts: Sequence[Account], open_: Callable[[Wanted], Account]
) -> Account:
    """The first of these accounts that will do, or one that is opened."""
    return next((account for account in accounts if wanted.is_(account)), None) or open_(wanted)
