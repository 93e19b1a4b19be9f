"""The rules for all wallets, what goods are for, and the float, for programs."""

from typing import Annotated

from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.wallet.api.shapes import LimitIn, LimitOut
from klinik.finance.wallet.api.wallets import BOOKS, KEEPERS, READERS, say_limit
from klinik.finance.wallet.choices import Icon
from klinik.finance.wallet.commands import add_category, change_rules, start_wallets
from klinik.finance.wallet.float.queries import float_of
from klinik.finance.wallet.models import WalletRules
from klinik.finance.wallet.queries import categories_of, rules_of
from klinik.finance.wallet.queries.limits import ceilings_of
from klinik.finance.wallet.rules import BadFee
from klinik.tenancy.api import ApiRequest, Called
from klinik.tenancy.models import Koppontren

router = Router(tags=["wallets"], auth=KEEPERS)
Sum = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class CategoryOut(Schema):
    """What goods are for; what is exempt counts toward no general limit."""

    name: str
    icon: str
    is_exempt: bool
    is_used: bool


class CategoryIn(Schema):
    """Something that goods are for."""

    name: Annotated[Called, Field(max_length=60)]
    icon: Icon = Icon.TAG
    is_exempt: bool = False


class RulesIn(Schema):
    """What a new card costs, to which income account, and what a card pays a day offline."""

    card_fee: Sum
    fee_account: Annotated[str, Field(max_length=20, pattern=PLAIN)] | None = None
    offline_allowance: Sum


class RulesOut(RulesIn):
    """The rules with the control accounts in which pocket money is kept, and the ceilings."""

    control: str
    held: str
    owed: str
    ceilings: list[LimitOut]


class FloatOut(Schema):
    """What is held for santri, what backs it, and the sum from which a licence is needed."""

    total: int
    wallets: int
    held_back: int
    undetailed: int
    owed: int
    backing: int
    agrees: bool
    threshold: int
    standing: str


@router.put("/wallet-rules", response=RulesOut)
def put_wallet_rules(
    request: ApiRequest, koppontren: Path[str], body: RulesIn
) -> dict[str, object]:
    """Say what holds for every wallet; the first time wallets are started by it."""
    tenant = request.auth.koppontren
    start_wallets(tenant, by=request.auth.user)
    account = None
    if body.fee_account is not None:
        account = accounts_by_code(tenant, [body.fee_account]).get(body.fee_account)
        if account is None:
            raise BadFee
    change_rules(
        tenant,
        card_fee=body.card_fee,
        fee_account=account,
        offline_allowance=body.offline_allowance,
    )
    return _told(tenant)


@router.get("/wallet-rules", response=RulesOut, auth=READERS)
def get_wallet_rules(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """What holds for every wallet."""
    return _told(request.auth.koppontren)


@router.put("/wallet-rules/limits", response=RulesOut)
def put_wallet_ceiling(
    request: ApiRequest, koppontren: Path[str], body: LimitIn
) -> dict[str, object]:
    """Set what every wallet spends at most in a period, or take that ceiling away."""
    say_limit(request.auth, None, body)
    return _told(request.auth.koppontren)


@router.get("/wallet-categories", response=list[CategoryOut], auth=READERS)
def list_wallet_categories(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """What goods are for."""
    rows = categories_of(request.auth.koppontren, used=False)
    return [
        {"name": r.name, "icon": r.icon, "is_exempt": r.is_exempt, "is_used": r.is_used}
        for r in rows
    ]


@router.post("/wallet-categories", response={201: CategoryOut})
def create_wallet_category(
    request: ApiRequest, koppontren: Path[str], body: CategoryIn
) -> Status[dict[str, object]]:
    """Add something that goods are for; the same twice is one."""
    made = add_category(request.auth.koppontren, **body.dict())
    return Status(
        201,
        {
            "name": made.name,
            "icon": made.icon,
            "is_exempt": made.is_exempt,
            "is_used": made.is_used,
        },
    )


@router.get("/wallet-float", response=FloatOut, auth=BOOKS)
def get_wallet_float(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """What is held for santri now, and what backs it."""
    found = float_of(request.auth.koppontren)
    return {
        "total": found.total,
        "wallets": found.wallets,
        "held_back": found.held_back,
        "undetailed": found.undetailed,
        "owed": found.owed,
        "backing": found.backing,
        "agrees": found.agrees,
        "threshold": found.threshold.amount,
        "standing": found.standing,
    }


def _told(koppontren: Koppontren) -> dict[str, object]:
    rules: WalletRules = rules_of(koppontren)
    return {
        "card_fee": rules.card_fee,
        "fee_account": rules.fee_account.code if rules.fee_account else None,
        "offline_allowance": rules.offline_allowance,
        "control": rules.control.code,
        "held": rules.held.code,
        "owed": rules.owed.code,
        "ceilings": [
            {
                "category": row.category.name if row.category else None,
                "period": row.period,
                "amount": row.amount,
                "for_all": True,
            }
            for row in ceilings_of(koppontren)
        ],
    }
