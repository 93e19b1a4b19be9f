"""Products of other kinds for tests, each under an account of its own."""

from datetime import date
from uuid import uuid4

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account
from klinik.finance.ledger.models import Account, Side
from klinik.finance.savings.commands import offer_product
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.savings.product_rules import Rules, account_kind
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

WITHDRAWAL = {"term": "due", "goal": "due", "voluntary": "any_time"}


def make_control(koppontren: Koppontren, code: str, *, kind: str, by: User) -> Account:
    """An account kept person by person."""
    row = AccountRow(
        code=code,
        name=f"Simpanan {code}",
        kind=kind,
        normal_side=Side.CREDIT,
        unit="USPPS",
        cash_flow="operating",
        is_control=True,
    )
    return add_account(koppontren, account=row, by=by)


def make_product(
    koppontren: Koppontren,
    by: User,
    *,
    kind: str = "term",
    akad: str = "mudharabah",
    prefix: str = "B",
    months: int | None = None,
    nisbah: int | None = None,
    since: date | None = None,
    minimum: int = 0,
    closing_fee: int = 0,
    withdrawal: str = "",
) -> SavingsProduct:
    """A product of this kind under a new account; term savings last 3 months."""
    code = f"2{len(prefix)}9{ord(prefix[0])}{uuid4().hex[:4]}"[:12]
    control = make_control(koppontren, code, kind=account_kind(kind, akad), by=by)
    rules = Rules(
        name=f"Simpanan {prefix}",
        withdrawal=withdrawal or WITHDRAWAL[kind],
        minimum=minimum,
        closing_fee=closing_fee,
        fee_account=Account.objects.of(koppontren).get(code="4310") if closing_fee else None,
        nisbah=(nisbah or 4_000) if akad == "mudharabah" else None,
        since=since,
    )
    return offer_product(
        koppontren,
        control=control,
        kind=kind,
        akad=akad,
        prefix=prefix,
        months=months or (3 if kind == "term" else None),
        rules=rules,
        by=by,
    )
