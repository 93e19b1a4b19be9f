"""The month's sharing for programs: look at it, record it, and why an account got what it got."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.jobs import start
from klinik.finance.savings.queries import accounts_of
from klinik.finance.sharing.commands import confirm_run, prepare_share
from klinik.finance.sharing.models import Pool, RunKind, ShareRun, TaxRule
from klinik.finance.sharing.queries import Reason, explained, pools_of, run_of, runs_of
from klinik.finance.sharing.tasks import TITLE, record_shares
from klinik.tenancy.api import Access, ApiRequest, InKoppontren
from klinik.tenancy.roles import Right

LATEST = 50
BOOKS = InKoppontren(needs=Right.READ_BOOKS)
KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)
APPROVERS = InKoppontren(needs=Right.APPROVE)
MEMBERS = InKoppontren(needs=Right.READ_MEMBERS)
Month = Annotated[str, Path(pattern=r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])$")]
Unit = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]

router = Router(tags=["profit share"], auth=BOOKS)


class MonthOfUnit(Schema):
    """Which month ("2026-10") of which unit, by its code."""

    unit: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
    month: Annotated[str, Field(pattern=r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])$")]


class RunOut(Schema):
    """A month's sharing, in whole rupiah: prepared, posting, posted, undoing, or undone."""

    unit: str
    month: str
    kind: str
    state: str
    income: int
    shared: int
    tax: int
    net: int
    accounts: int
    tax_source: str


class TaxRuleOut(Schema):
    """From a day on: nothing through so many rupiah, above it `points` (1/10000) of the whole."""

    from_on: date
    free_through: int
    points: int
    source: str
    article: str
    is_verified: bool


class SpellOut(Schema):
    """Days in a row with one day-end balance."""

    first: date
    last: date
    balance: int


class ReasonOut(Schema):
    """The steps from the days of one account to what came to it; nisbah in basis points."""

    unit: str
    kind: str
    state: str
    spells: list[SpellOut]
    day_sum: int
    of_all: int
    income: int
    nisbah: int
    gross: int
    tax: int
    net: int
    person_total: int
    tax_source: str
    entry: int | None


@router.get("/profit-shares", response=list[RunOut])
def list_profit_shares(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty, newest month first."""
    return [_run(run) for run in runs_of(request.auth.koppontren)[:LATEST]]


@router.post("/profit-shares", response={201: RunOut}, auth=KEEPERS)
def prepare_profit_share(
    request: ApiRequest, koppontren: Path[str], body: MonthOfUnit
) -> Status[dict[str, object]]:
    """Divide a month's income, to be looked at; nothing is recorded, and again it is made anew."""
    pool = _pool(request.auth, body.unit)
    run = prepare_share(pool, month=_first(body.month), by=request.auth.user)
    return Status(201, _run(run))


@router.post("/profit-shares/{unit}/{month}/recording", response={202: RunOut}, auth=APPROVERS)
def record_profit_share(
    request: ApiRequest, koppontren: Path[str], unit: Unit, month: Month
) -> Status[dict[str, object]]:
    """Confirm what was prepared: it is recorded by a job, once however often this is sent."""
    pool = _pool(request.auth, unit)
    run = run_of(request.auth.koppontren, pool.pk, _first(month), RunKind.SHARE)
    if run is None:
        raise Http404
    was_waiting = run.is_prepared
    run = confirm_run(run, by=request.auth.user)
    if was_waiting:
        tenant = request.auth.koppontren.pk
        start(record_shares, by=request.auth.user, title=TITLE, koppontren=tenant, run=run.pk)
    return Status(202, _run(run))


@router.get("/tax-rules", response=list[TaxRuleOut])
def list_tax_rules(request: ApiRequest, koppontren: Path[str]) -> QuerySet[TaxRule]:
    """What law says of tax on profit shares, newest day first; of one day the first here holds."""
    return TaxRule.objects.all()


@router.get("/savings/{slug:number}/profit-shares/{month}", response=list[ReasonOut], auth=MEMBERS)
def get_reasons(
    request: ApiRequest, koppontren: Path[str], number: str, month: Month
) -> list[dict[str, object]]:
    """Why an account got what it got for a month: a share and a bonus apart, or nothing."""
    savings = get_object_or_404(accounts_of(request.auth.koppontren), number=number)
    return [_reason(one) for one in explained(savings, _first(month))]


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _pool(access: Access, unit: str) -> Pool:
    return get_object_or_404(pools_of(access.koppontren), unit__code=unit)


def _run(run: ShareRun) -> dict[str, object]:
    return {
        "unit": run.pool.unit.code,
        "month": f"{run.month:%Y-%m}",
        "kind": run.kind,
        "state": run.state,
        "income": run.income,
        "shared": run.shared,
        "tax": run.tax,
        "net": run.net,
        "accounts": run.accounts,
        "tax_source": run.tax_rule.source,
    }


def _reason(one: Reason) -> dict[str, object]:
    return {
        "unit": one.run.pool.unit.code,
        "kind": one.run.kind,
        "state": one.run.state,
        "spells": [
            {"first": spell.first, "last": spell.last, "balance": spell.balance}
            for spell in one.spells
        ],
        "day_sum": int(one.share.day_sum),
        "of_all": int(one.run.day_sum),
        "income": one.run.income,
        "nisbah": one.share.nisbah,
        "gross": one.share.gross,
        "tax": one.share.tax,
        "net": one.share.net,
        "person_total": one.person_total,
        "tax_source": one.run.tax_rule.source,
        "entry": one.share.entry_number,
    }
