"""A month's fees for programs: prepare them, look at each, have them taken or drop them."""

from datetime import date
from typing import Annotated

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.finance.sharing.api import (
    APPROVERS,
    BOOKS,
    KEEPERS,
    LATEST,
    PAGE_SIZE,
    PageNumber,
)
from klinik.finance.sharing.api.shapes import MONTH, LookedAt, Month
from klinik.finance.sharing.deciding import refuse_another, refuse_standing_still
from klinik.finance.sharing.fees.commands import confirm_fees, drop_fees, prepare_fees
from klinik.finance.sharing.fees.models import Fee, FeeRun, FeeState
from klinik.finance.sharing.fees.queries import Undone, fee_runs_of, fees_of, undone_in
from klinik.finance.sharing.queries import month_of
from klinik.finance.sharing.tasks import start_taking
from klinik.tenancy.api import Access, ApiRequest

router = Router(tags=["monthly fees"], auth=BOOKS)


class FeeMonth(Schema):
    """Which month ("2026-10")."""

    month: Annotated[str, Field(pattern=MONTH)]


class FeeRunOut(Schema):
    """A month's fees: prepared, posting, or posted; `amount` rupiah of `accounts` accounts.

    Of those, entries that were undone since had taken `undone_amount` of `undone_accounts`.
    """

    number: int
    month: str
    state: str
    asked: int
    accounts: int
    amount: int
    undone_accounts: int
    undone_amount: int


class FeeOut(Schema):
    """What a month asks of one account: taken by `entry`, or `kept_back` for a reason.

    With neither it is still to be taken; with `undone_by` that entry gave it back. `income` is the
    code of the account that it goes to, `minimum` the balance that stays in any case, as it was
    when the fee was asked (null: of long ago).
    """

    account: str
    member: str
    amount: int
    income: str
    minimum: int | None
    kept_back: str
    entry: int | None
    undone_by: int | None


class FeePage(Schema):
    """One page of the accounts that a month's fee is asked of."""

    count: int
    page: int
    pages: int
    results: list[FeeOut]


@router.get("/savings-fees", response=list[FeeRunOut])
def list_fees(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty months, newest first."""
    runs = list(fee_runs_of(request.auth.koppontren)[:LATEST])
    undone = undone_in(request.auth.koppontren, runs)
    return [_told(run, undone[run.pk]) for run in runs]


@router.post("/savings-fees", response={201: FeeRunOut}, auth=KEEPERS)
def prepare_monthly_fees(
    request: ApiRequest, koppontren: Path[str], body: FeeMonth
) -> Status[dict[str, object]]:
    """Ask a month's fees, to be looked at; nothing is recorded, and again it is made anew."""
    month = month_of(request.auth.koppontren, body.month)
    run = prepare_fees(request.auth.koppontren, month=month, by=request.auth.user)
    return Status(201, _run(run))


@router.delete("/savings-fees/{month}", response={204: None}, auth=KEEPERS)
def drop_monthly_fees(request: ApiRequest, koppontren: Path[str], month: Month) -> Status[None]:
    """Throw away what was prepared and not confirmed."""
    drop_fees(_found(request.auth, month), by=request.auth.user)
    return Status(204, None)


@router.get("/savings-fees/{month}/accounts", response=FeePage)
def list_fee_accounts(
    request: ApiRequest, koppontren: Path[str], month: Month, page: PageNumber = 1
) -> dict[str, object]:
    """What becomes of each account, to be looked at before the fees are taken and after."""
    fees = fees_of(_found(request.auth, month)).select_related("income").order_by("place")
    pages = Paginator(fees, PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [_fee(fee) for fee in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.post("/savings-fees/{month}/recording", response={202: FeeRunOut}, auth=APPROVERS)
def take_monthly_fees(
    request: ApiRequest, koppontren: Path[str], month: Month, body: LookedAt
) -> Status[dict[str, object]]:
    """Confirm what was looked at: a job takes it, once however often this is sent."""
    run = _found(request.auth, month)
    refuse_another(run, body.number)
    was_waiting = run.is_prepared
    run = confirm_fees(run, by=request.auth.user)
    if was_waiting:
        start_taking(run, by=request.auth.user)
    return Status(202, _run(run))


@router.post(
    "/savings-fees/{month}/recording/resumption", response={202: FeeRunOut}, auth=APPROVERS
)
def go_on_taking_fees(
    request: ApiRequest, koppontren: Path[str], month: Month
) -> Status[dict[str, object]]:
    """Go on where a recording stopped: what was taken is not taken again."""
    run = _found(request.auth, month)
    refuse_standing_still(run, FeeState.POSTING)
    start_taking(run, by=request.auth.user)
    return Status(202, _run(run))


def _found(access: Access, month: str) -> FeeRun:
    runs = fee_runs_of(access.koppontren)
    return get_object_or_404(runs, month=date.fromisoformat(f"{month}-01"))


def _run(run: FeeRun) -> dict[str, object]:
    return _told(run, undone_in(run.koppontren, [run])[run.pk])


def _told(run: FeeRun, undone: Undone) -> dict[str, object]:
    return {
        "number": run.pk,
        "month": f"{run.month:%Y-%m}",
        "state": run.state,
        "asked": run.asked,
        "accounts": run.accounts,
        "amount": run.amount,
        "undone_accounts": undone.accounts,
        "undone_amount": undone.amount,
    }


def _fee(fee: Fee) -> dict[str, object]:
    return {
        "account": fee.savings.number,
        "member": fee.savings.member.number,
        "amount": fee.amount,
        "income": fee.income.code if fee.income else "",
        "minimum": fee.minimum,
        "kept_back": fee.kept_back,
        "entry": fee.entry_number,
        "undone_by": fee.undone_by,
    }
