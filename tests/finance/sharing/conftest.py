"""A cooperative whose margins are shared with mudharabah savers, in a month that is over."""

from datetime import date
from uuid import uuid4

import pytest

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.savings.commands import change_product
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.product_rules import Rules
from klinik.finance.sharing.commands import set_pool
from klinik.finance.sharing.models import Pool
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account
from tests.finance.counter import make_cooperative, make_saver, make_savings, make_teller
from tests.finance.sharing.law import make_tax_rule

AUGUST = date(2026, 8, 1)


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def pool(koppontren: Koppontren, teller: User) -> Pool:
    return make_pool(koppontren, teller)


def make_pool(koppontren: Koppontren, by: User) -> Pool:
    """Margins are shared: nisbah 50 percent since January."""
    make_tax_rule()
    set_nisbah(koppontren, 5_000, by=by)
    return set_pool(
        koppontren,
        unit=account(koppontren, "1111").unit,
        expense=account(koppontren, "5310"),
        tax=make_tax_account(koppontren, by),
        incomes=[account(koppontren, "4210")],
        by=by,
    )


def set_nisbah(koppontren: Koppontren, points: int, *, by: User) -> None:
    product = SavingsProduct.objects.of(koppontren).get(prefix="M")
    rules = Rules(name=product.name, withdrawal="any_time", nisbah=points, since=date(2026, 1, 1))
    change_product(product, rules=rules, by=by)


def make_tax_account(koppontren: Koppontren, by: User) -> Account:
    """Where tax that was withheld waits to be paid."""
    row = AccountRow(
        code="2390",
        name="Utang Pajak",
        kind="liability",
        normal_side="credit",
        unit="USPPS",
        cash_flow="operating",
    )
    return add_account(koppontren, account=row, by=by)


def make_mudharabah(
    koppontren: Koppontren, by: User, *, name: str = "Aminah Contoh"
) -> SavingsAccount:
    """An empty mudharabah account of a new member."""
    return make_savings(make_saver(koppontren, by, name=name), by, prefix="M")


def put_in(savings: SavingsAccount, amount: int, on: date, *, by: User) -> None:
    """Money that came (or, below zero, went) on a day of the past."""
    kas = account(savings.koppontren, "1111")
    if amount > 0:
        legs = [dr(kas, amount), cr(savings.account, amount)]
    else:
        legs = [dr(savings.account, -amount), cr(kas, -amount)]
    post(savings.koppontren, request_id=uuid4(), kind="savings.past", legs=legs, by=by, on=on)


def earn(koppontren: Koppontren, amount: int, on: date, *, by: User) -> None:
    """Margin income of a day."""
    legs = [dr(account(koppontren, "1111"), amount), cr(account(koppontren, "4210"), amount)]
    post(koppontren, request_id=uuid4(), kind="test", legs=legs, by=by, on=on)
