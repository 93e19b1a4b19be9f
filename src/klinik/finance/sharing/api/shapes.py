"""What programs send and read about a month's sharing."""

from datetime import date
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field

from klinik.core.lines import SAID
from klinik.core.money import MAX_AMOUNT
from klinik.finance.sharing.models import Pool, Share, ShareRun
from klinik.finance.sharing.queries import Reason, shared_incomes

MONTH = r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])$"
Month = Annotated[str, Path(pattern=MONTH)]
AccountCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z.-]*$")]


class MonthOfUnit(Schema):
    """Which month ("2026-10") of which unit, by its code."""

    unit: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
    month: Annotated[str, Field(pattern=MONTH)]


class BonusIn(MonthOfUnit):
    """Whole rupiah for all of them together: a gift, which may never be promised."""

    amount: Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]


class LookedAt(Schema):
    """The `number` of what was looked at: prepared anew meanwhile, a month has another."""

    number: Annotated[int, Field(strict=True, gt=0, lt=2**63)]


class Why(Schema):
    """Why a whole month is undone, without names of members."""

    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=SAID)]


class PoolIn(Schema):
    """Accounts by code: income that is shared, where the share is booked, where tax waits."""

    incomes: Annotated[list[AccountCode], Field(min_length=1, max_length=200)]
    expense: AccountCode
    tax: AccountCode = ""


class PoolOut(Schema):
    """What is shared of a unit, and where it is booked, each account by its code."""

    unit: str
    incomes: list[str]
    expense: str
    tax: str | None


class PartOut(Schema):
    """One account's part of a run, in whole rupiah; nisbah in basis points."""

    account: str
    member: str
    day_sum: int
    nisbah: int
    gross: int
    tax: int
    net: int
    entry: int | None


class PartPage(Schema):
    """One page of the parts of a run, in the order in which they are recorded."""

    count: int
    page: int
    pages: int
    results: list[PartOut]


class RunOut(Schema):
    """A month's sharing, in whole rupiah: prepared, posting, posted, undoing, or undone.

    With an `undo_reason` while it is posted, somebody asked to undo it: a second person decides.
    """

    number: int
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
    undo_reason: str


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


def pool_told(pool: Pool) -> dict[str, object]:
    """What is shared of a unit, as the API says it."""
    return {
        "unit": pool.unit.code,
        "incomes": sorted(row.code for row in shared_incomes(pool)),
        "expense": pool.expense.code,
        "tax": pool.tax.code if pool.tax else None,
    }


def part_told(share: Share) -> dict[str, object]:
    """One account's part, as the API says it."""
    names = ("nisbah", "gross", "tax", "net")
    return {name: getattr(share, name) for name in names} | {
        "account": share.savings.number,
        "member": share.savings.member.number,
        "day_sum": int(share.day_sum),
        "entry": share.entry_number,
    }


def run_told(run: ShareRun) -> dict[str, object]:
    """A run as the API says it."""
    return {
        "number": run.pk,
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
        "undo_reason": run.undo_reason,
    }


def reason_told(one: Reason) -> dict[str, object]:
    """The steps as the API says them."""
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
