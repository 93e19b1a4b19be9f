"""Opening a member's savings account for programs: the same commands as its pages."""

from datetime import date
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.errors import DomainError
from klinik.core.lines import PLAIN
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.api import WaitingEntry, draft_out
from klinik.finance.ledger.models import Draft
from klinik.finance.members.api import KEEPERS, Number
from klinik.finance.members.models import Member
from klinik.finance.savings.api import SavingsOut, account_out
from klinik.finance.savings.commands import open_savings
from klinik.finance.savings.limits.commands import submit_term_savings
from klinik.finance.savings.models import SavingsKind, SavingsProduct
from klinik.finance.savings.queries import accounts_of
from klinik.finance.savings.rules import Goal
from klinik.tenancy.api import ApiRequest, Key

router = Router(tags=["savings"], auth=KEEPERS)
Amount = Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]


class GoalIn(Schema):
    """What is saved for, how much is wanted, by which day."""

    purpose: Annotated[str, Field(min_length=1, max_length=100, pattern=PLAIN)]
    target: Amount
    by_day: date


class AccountIn(Schema):
    """Of which product, by its letters. Term savings need their `amount`, paid in cash now."""

    product: Annotated[str, Field(pattern="^[A-Z]{1,4}$")]
    amount: Amount | None = None
    goal: GoalIn | None = None


class AmountOfTerm(DomainError):
    """Term savings are opened with their one sum, and only those."""

    code = "amount_of_term"

    def __init__(self) -> None:
        super().__init__(_("Term savings are opened with their amount; others are opened empty."))


@router.post("/members/{number}/savings", response={201: SavingsOut, 202: WaitingEntry})
def post_savings(
    request: ApiRequest, koppontren: Path[str], number: Number, body: AccountIn, request_id: Key
) -> Status[dict[str, object]]:
    """Open an account, once however often it is sent.

    202 means that the sum of term savings is above what this teller takes alone.
    """
    user, tenant = request.auth
    members = Member.objects.of(tenant).select_related("koppontren")
    member = get_object_or_404(members, number=number)
    products = SavingsProduct.objects.of(tenant).select_related("control")
    product = get_object_or_404(products, prefix=body.product)
    is_term = product.kind == SavingsKind.TERM
    if is_term != (body.amount is not None):
        raise AmountOfTerm
    if is_term and body.amount:
        opened = submit_term_savings(
            member, product=product, amount=body.amount, request_id=request_id, by=user
        )
        if isinstance(opened, Draft):
            return Status(202, draft_out(opened))
    else:
        goal = Goal(**body.goal.dict()) if body.goal else None
        opened = open_savings(member, product=product, goal=goal, request_id=request_id, by=user)
    return Status(201, account_out(accounts_of(tenant).get(pk=opened.pk)))
