"""A month's fees for programs: prepare them, look at them, have them taken."""

from datetime import date
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.jobs import start
from klinik.finance.sharing.api import APPROVERS, BOOKS, KEEPERS, LATEST
from klinik.finance.sharing.api.shapes import MONTH, LookedAt, Month
from klinik.finance.sharing.deciding import refuse_another
from klinik.finance.sharing.fees.commands import confirm_fees, prepare_fees
from klinik.finance.sharing.fees.models import FeeRun
from klinik.finance.sharing.fees.queries import fee_runs_of
from klinik.finance.sharing.queries import month_of
from klinik.finance.sharing.tasks import FEES, take_fees
from klinik.tenancy.api import ApiRequest

router = Router(tags=["monthly fees"], auth=BOOKS)


class FeeMonth(Schema):
    """Which month ("2026-10")."""

    month: Annotated[str, Field(pattern=MONTH)]


class FeeRunOut(Schema):
    """A month's fees: prepared, posting, or posted; `amount` rupiah of `accounts` accounts."""

    number: int
    month: str
    state: str
    asked: int
    accounts: int
    amount: int


@router.get("/savings-fees", response=list[FeeRunOut])
def list_fees(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty months, newest first."""
    return [_run(run) for run in fee_runs_of(request.auth.koppontren)[:LATEST]]


@router.post("/savings-fees", response={201: FeeRunOut}, auth=KEEPERS)
def prepare_monthly_fees(
    request: ApiRequest, koppontren: Path[str], body: FeeMonth
) -> Status[dict[str, object]]:
    """Ask a month's fees, to be looked at; nothing is recorded, and again it is made anew."""
    month = month_of(request.auth.koppontren, body.month)
    run = prepare_fees(request.auth.koppontren, month=month, by=request.auth.user)
    return Status(201, _run(run))


@router.post("/savings-fees/{month}/recording", response={202: FeeRunOut}, auth=APPROVERS)
def take_monthly_fees(
    request: ApiRequest, koppontren: Path[str], month: Month, body: LookedAt
) -> Status[dict[str, object]]:
    """Confirm what was looked at: a job takes it, once however often this is sent."""
    tenant = request.auth.koppontren
    run = get_object_or_404(fee_runs_of(tenant), month=date.fromisoformat(f"{month}-01"))
    refuse_another(run, body.number)
    was_waiting = run.is_prepared
    run = confirm_fees(run, by=request.auth.user)
    if was_waiting:
        start(take_fees, by=request.auth.user, title=FEES, koppontren=tenant.pk, run=run.pk)
    return Status(202, _run(run))


def _run(run: FeeRun) -> dict[str, object]:
    return {
        "number": run.pk,
        "month": f"{run.month:%Y-%m}",
        "state": run.state,
        "asked": run.asked,
        "accounts": run.accounts,
        "amount": run.amount,
    }
