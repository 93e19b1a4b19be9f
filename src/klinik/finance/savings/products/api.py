"""What is offered for programs: the same commands as the pages."""

from datetime import date
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries.chart import accounts_by_code, income_accounts
from klinik.finance.ledger.refusals import AccountUnknown
from klinik.finance.savings.commands import change_product, offer_product, offer_usual_products
from klinik.finance.savings.models import Akad, SavingsKind, SavingsProduct
from klinik.finance.savings.product_rules import MOST_MONTHS, WHOLE, BadRule, Rules
from klinik.finance.savings.products.queries import Offered, offered_products
from klinik.tenancy.api import Access, ApiRequest, Called, InKoppontren
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)
Amount = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Paid = Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]
Code = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z.-]*$")]
Letters = Annotated[str, Path(pattern="^[A-Z]{1,4}$")]

router = Router(tags=["savings"], auth=InKoppontren(needs=Right.READ_MEMBERS))


class SavingsProductOut(Schema):
    """A kind of savings: its contract, nisbah in basis points and amounts in whole rupiah.

    `control` and `fee_account` are accounts of the chart by code.
    """

    prefix: str
    name: str
    kind: str
    akad: str
    control: str
    withdrawal: str
    months: int | None
    nisbah: int | None
    amount: int | None
    minimum: int
    closing_fee: int
    monthly_fee: int
    fee_account: str | None
    is_offered: bool


class RulesIn(Schema):
    """All that holds of a kind of savings, in whole rupiah; the nisbah in basis points.

    `nisbah`, or the `amount` of simpanan wajib for every month, holds from the month `since` on
    (empty: this month).
    """

    name: Annotated[Called, Field(min_length=1, max_length=100)]
    withdrawal: Annotated[str, Field(max_length=10, pattern="^[a-z_]*$")]
    minimum: Amount = 0
    closing_fee: Amount = 0
    monthly_fee: Amount = 0
    fee_account: Code = ""
    is_offered: bool = True
    nisbah: Annotated[int | None, Field(strict=True, ge=1, le=WHOLE)] = None
    amount: Paid | None = None
    since: Annotated[str, Field(pattern=r"^(2[0-9]{3}-(0[1-9]|1[0-2]))?$")] = ""

    def rules(self, koppontren: Koppontren) -> Rules:
        """What the command is told. Raises BadRule for an account that takes no fees."""
        names = ("name", "withdrawal", "minimum", "closing_fee", "monthly_fee", "is_offered")
        return Rules(
            **{name: getattr(self, name) for name in names},
            nisbah=self.nisbah,
            amount=self.amount,
            fee_account=_fees_to(koppontren, self.fee_account),
            since=date.fromisoformat(f"{self.since}-01") if self.since else None,
        )


class ProductIn(RulesIn):
    """What is offered anew: the letters before its numbers, and the account that holds it.

    Principal savings are offered among the usual ones (/savings-products/usual), not here.
    """

    prefix: Annotated[str, Field(pattern="^[A-Z]{1,4}$")]
    kind: SavingsKind
    akad: Akad | None = None
    control: Code
    months: Annotated[int | None, Field(strict=True, ge=1, le=MOST_MONTHS)] = None


class UsualIn(Schema):
    """What joining costs, in whole rupiah."""

    principal: Paid


@router.get("/savings-products", response=list[SavingsProductOut])
def list_savings_products(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The kinds of savings that the koppontren offers, with what holds of each today."""
    return [_told(row) for row in offered_products(request.auth.koppontren)]


@router.post("/savings-products", response={201: SavingsProductOut}, auth=KEEPERS)
def post_savings_product(
    request: ApiRequest, koppontren: Path[str], body: ProductIn
) -> Status[dict[str, object]]:
    """Offer another kind of savings; the same twice is one."""
    user, tenant = request.auth
    product = offer_product(
        tenant,
        control=_control(tenant, body.control),
        kind=body.kind,
        akad=body.akad or "",
        prefix=body.prefix,
        months=body.months,
        rules=body.rules(tenant),
        by=user,
    )
    return Status(201, _found(tenant, product.prefix))


@router.post("/savings-products/usual", response={201: list[SavingsProductOut]}, auth=KEEPERS)
def post_usual_products(
    request: ApiRequest, koppontren: Path[str], body: UsualIn
) -> Status[list[dict[str, object]]]:
    """Offer the usual savings for which the chart has accounts; the same twice changes nothing."""
    tenant = request.auth.koppontren
    offer_usual_products(tenant, principal=body.principal)
    return Status(201, [_told(row) for row in offered_products(tenant)])


@router.put("/savings-products/{prefix}", response=SavingsProductOut, auth=KEEPERS)
def put_savings_product(
    request: ApiRequest, koppontren: Path[str], prefix: Letters, body: RulesIn
) -> dict[str, object]:
    """Say all that holds of a kind of savings from now on; what it is stays. Twice is once."""
    user, tenant = request.auth
    product = _product(request.auth, prefix)
    change_product(product, rules=body.rules(tenant), by=user)
    return _found(tenant, prefix)


def _product(access: Access, prefix: str) -> SavingsProduct:
    return get_object_or_404(SavingsProduct.objects.of(access.koppontren), prefix=prefix)


def _control(koppontren: Koppontren, code: str) -> Account:
    account = accounts_by_code(koppontren, [code]).get(code)
    if account is None:
        raise AccountUnknown(code)
    return account


def _fees_to(koppontren: Koppontren, code: str) -> Account | None:
    if not code:
        return None
    account = income_accounts(koppontren).filter(code=code).first()
    if account is None:
        raise BadRule("fee_account", _("Choose the account of income that the fees go to."))
    return account


def _found(koppontren: Koppontren, prefix: str) -> dict[str, object]:
    rows = offered_products(koppontren)
    return next(_told(row) for row in rows if row.product.prefix == prefix)


def _told(row: Offered) -> dict[str, object]:
    product, fee_account = row.product, row.product.fee_account
    names = set(SavingsProductOut.model_fields) - {"control", "fee_account", "nisbah", "amount"}
    return {name: getattr(product, name) for name in names} | {
        "control": product.control.code,
        "fee_account": fee_account.code if fee_account else None,
        "nisbah": row.nisbah,
        "amount": row.amount,
    }
