"""The month's sharing for programs: set up, looked at, recorded, undone, explained."""

from datetime import date
from typing import Annotated

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from klinik.core.errors import DomainError
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import units_of
from klinik.finance.ledger.queries.chart import debts_of, expenses_of, incomes_of
from klinik.finance.savings.queries import accounts_of
from klinik.finance.sharing.api.shapes import (
    BonusIn,
    LookedAt,
    Month,
    MonthOfUnit,
    PartPage,
    PoolIn,
    PoolOut,
    ReasonOut,
    RunOut,
    TaxRuleOut,
    Why,
    part_told,
    pool_told,
    reason_told,
    run_told,
)
from klinik.finance.sharing.commands import (
    confirm_run,
    drop_run,
    prepare_bonus,
    prepare_share,
    set_pool,
)
from klinik.finance.sharing.deciding import refuse_another, refuse_standing_still
from klinik.finance.sharing.models import Pool, RunKind, RunState, ShareRun, TaxRule
from klinik.finance.sharing.queries import explained, month_of, pools_of, run_of, runs_of, shares_of
from klinik.finance.sharing.tasks import start_recording, start_undoing
from klinik.finance.sharing.undoing import ask_undoing, confirm_undoing, keep_run
from klinik.tenancy.api import Access, ApiRequest, InKoppontren
from klinik.tenancy.roles import Right

LATEST = 50
PAGE_SIZE = 50
BOOKS = InKoppontren(needs=Right.READ_BOOKS)
KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)
APPROVERS = InKoppontren(needs=Right.APPROVE)
MEMBERS = InKoppontren(needs=Right.READ_MEMBERS)
BOARD = InKoppontren(needs=Right.GIVE_BONUS)
UnitCode = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Kind = Annotated[RunKind, Query(description="What is meant, a share (usual) or a bonus.")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]

router = Router(tags=["profit share"], auth=BOOKS)


class NotOfThisPool(DomainError):
    """An account that cannot have this place in the sharing of the unit."""

    code = "not_of_this_pool"

    def __init__(self, code: str) -> None:
        sentence = _("Account %(code)s cannot be used here. Choose one of this unit and kind.")
        super().__init__(sentence % {"code": code})


@router.get("/profit-shares", response=list[RunOut])
def list_profit_shares(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty, newest month first."""
    return [run_told(run) for run in runs_of(request.auth.koppontren)[:LATEST]]


@router.post("/profit-shares", response={201: RunOut}, auth=KEEPERS)
def prepare_profit_share(
    request: ApiRequest, koppontren: Path[str], body: MonthOfUnit
) -> Status[dict[str, object]]:
    """Divide a month's income, to be looked at; nothing is recorded, and again it is made anew."""
    pool = _pool(request.auth, body.unit)
    run = prepare_share(pool, month=month_of(pool.koppontren, body.month), by=request.auth.user)
    return Status(201, run_told(run))


@router.post("/bonuses", response={201: RunOut}, auth=BOARD)
def prepare_wadiah_bonus(
    request: ApiRequest, koppontren: Path[str], body: BonusIn
) -> Status[dict[str, object]]:
    """Propose a bonus for wadiah savings: nothing is recorded, and somebody else confirms it."""
    pool = _pool(request.auth, body.unit)
    month = month_of(pool.koppontren, body.month)
    run = prepare_bonus(pool, month=month, amount=body.amount, by=request.auth.user)
    return Status(201, run_told(run))


@router.get("/profit-shares/{unit}/{month}/parts", response=PartPage)
def list_parts(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    kind: Kind = RunKind.SHARE,
    page: PageNumber = 1,
) -> dict[str, object]:
    """Every account's part, to be looked at before it is recorded and after."""
    run = _found(request.auth, unit, month, kind)
    pages = Paginator(shares_of(run).order_by("place"), PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [part_told(share) for share in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.delete("/profit-shares/{unit}/{month}", response={204: None}, auth=KEEPERS)
def drop_profit_share(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    kind: Kind = RunKind.SHARE,
) -> Status[None]:
    """Throw away what was prepared and not confirmed."""
    drop_run(_found(request.auth, unit, month, kind), by=request.auth.user)
    return Status(204, None)


@router.post("/profit-shares/{unit}/{month}/recording", response={202: RunOut}, auth=APPROVERS)
def record_profit_share(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    body: LookedAt,
    kind: Kind = RunKind.SHARE,
) -> Status[dict[str, object]]:
    """Confirm what was looked at: it is recorded by a job, once however often this is sent.

    A bonus is confirmed by somebody besides whoever proposed it.
    """
    run = _found(request.auth, unit, month, kind)
    refuse_another(run, body.number)
    was_waiting = run.is_prepared
    run = confirm_run(run, by=request.auth.user)
    if was_waiting:
        start_recording(run, by=request.auth.user)
    return Status(202, run_told(run))


@router.post(
    "/profit-shares/{unit}/{month}/recording/resumption",
    response={202: RunOut},
    auth=APPROVERS,
)
def go_on_recording(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    kind: Kind = RunKind.SHARE,
) -> Status[dict[str, object]]:
    """Go on with a recording that stopped: what is recorded stays and is not recorded again."""
    run = _found(request.auth, unit, month, kind)
    refuse_standing_still(run, RunState.POSTING)
    start_recording(run, by=request.auth.user)
    return Status(202, run_told(run))


@router.post("/profit-shares/{unit}/{month}/undoing", response={201: RunOut}, auth=APPROVERS)
def ask_to_undo(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    body: Why,
    kind: Kind = RunKind.SHARE,
) -> Status[dict[str, object]]:
    """Ask that a recorded month be undone as a whole; somebody else confirms it."""
    run = _found(request.auth, unit, month, kind)
    return Status(201, run_told(ask_undoing(run, reason=body.reason.strip(), by=request.auth.user)))


@router.post(
    "/profit-shares/{unit}/{month}/undoing/confirmation", response={202: RunOut}, auth=APPROVERS
)
def confirm_to_undo(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    kind: Kind = RunKind.SHARE,
) -> Status[dict[str, object]]:
    """Confirm what somebody else asked: a job takes every share back, once."""
    run = _found(request.auth, unit, month, kind)
    was_asked = run.is_undoing_asked
    run = confirm_undoing(run, by=request.auth.user)
    if was_asked:
        start_undoing(run, by=request.auth.user)
    return Status(202, run_told(run))


@router.post(
    "/profit-shares/{unit}/{month}/undoing/resumption", response={202: RunOut}, auth=APPROVERS
)
def go_on_undoing(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    kind: Kind = RunKind.SHARE,
) -> Status[dict[str, object]]:
    """Go on with an undoing that stopped: what was taken back is not taken again."""
    run = _found(request.auth, unit, month, kind)
    refuse_standing_still(run, RunState.UNDOING)
    start_undoing(run, by=request.auth.user)
    return Status(202, run_told(run))


@router.delete("/profit-shares/{unit}/{month}/undoing", response=RunOut, auth=APPROVERS)
def keep_recorded(
    request: ApiRequest,
    koppontren: Path[str],
    unit: UnitCode,
    month: Month,
    kind: Kind = RunKind.SHARE,
) -> dict[str, object]:
    """Say no to the undoing, or take back that one asked: the month stays as it was recorded."""
    run = _found(request.auth, unit, month, kind)
    return run_told(keep_run(run, by=request.auth.user))


@router.get("/tax-rules", response=list[TaxRuleOut])
def list_tax_rules(request: ApiRequest, koppontren: Path[str]) -> QuerySet[TaxRule]:
    """What law says of tax on profit shares, newest day first; of one day the first here holds."""
    return TaxRule.objects.all()


@router.get("/profit-pools", response=list[PoolOut])
def list_pools(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """What is shared of each unit."""
    return [pool_told(pool) for pool in pools_of(request.auth.koppontren)]


@router.put("/profit-pools/{unit}", response=PoolOut, auth=KEEPERS)
def put_pool(
    request: ApiRequest, koppontren: Path[str], unit: UnitCode, body: PoolIn
) -> dict[str, object]:
    """Say which income of a unit is shared, and where share and tax are booked; twice is once."""
    user, tenant = request.auth
    found = next((one for one in units_of(tenant) if one.code == unit), None)
    if found is None:
        raise Http404
    incomes = {row.code: row for row in incomes_of(tenant, found)}
    expenses = {row.code: row for row in expenses_of(tenant, found)}
    debts = {row.code: row for row in debts_of(tenant, found)}
    pool = set_pool(
        tenant,
        unit=found,
        expense=_among(expenses, body.expense),
        tax=_among(debts, body.tax) if body.tax else None,
        incomes=[_among(incomes, code) for code in sorted(set(body.incomes))],
        by=user,
    )
    return pool_told(pools_of(tenant).get(pk=pool.pk))


@router.get("/savings/{slug:number}/profit-shares/{month}", response=list[ReasonOut], auth=MEMBERS)
def get_reasons(
    request: ApiRequest, koppontren: Path[str], number: str, month: Month
) -> list[dict[str, object]]:
    """Why an account got what it got for a month: a share and a bonus apart, or nothing."""
    savings = get_object_or_404(accounts_of(request.auth.koppontren), number=number)
    return [reason_told(one) for one in explained(savings, _first(month))]


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _pool(access: Access, unit: str) -> Pool:
    return get_object_or_404(pools_of(access.koppontren), unit__code=unit)


def _found(access: Access, unit: str, month: str, kind: RunKind) -> ShareRun:
    run = run_of(access.koppontren, _pool(access, unit).pk, _first(month), kind)
    if run is None:
        raise Http404
    return run


def _among(accounts: dict[str, Account], code: str) -> Account:
    if code not in accounts:
        raise NotOfThisPool(code)
    return accounts[code]
