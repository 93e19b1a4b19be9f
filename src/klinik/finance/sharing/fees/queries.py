"""Questions about a month's fees."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum

from klinik.finance.ledger.models import Decision, Draft
from klinik.finance.ledger.queries.links import undoing_of, undone_of_kind
from klinik.finance.savings.kinds import CLOSING, LEAVING, MONTHLY_FEE
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.fees.models import Fee, FeeRun
from klinik.tenancy.models import Koppontren, TenantQuerySet


def accounts_with_fee(koppontren: Koppontren, month: date) -> TenantQuerySet[SavingsAccount]:
    """Open accounts that were there on the month's first day, of savings with a fee by then."""
    accounts = SavingsAccount.objects.of(koppontren).filter(
        closed_on=None,
        opened_on__lt=month,
        product__monthly_fee__gt=0,
        product__monthly_fee_since__lte=month,
    )
    return accounts.select_related("product__fee_account", "account", "member").order_by("pk")


def waiting_to_close(koppontren: Koppontren) -> set[int]:
    """The ledger accounts of closings and leavings that wait for a second person.

    Those say what is paid out: a fee in between would make them untrue.
    """
    waiting = Draft.objects.of(koppontren).filter(
        kind__in=(CLOSING, LEAVING), decision=Decision.WAITING
    )
    return {pk for accounts in waiting.values_list("accounts", flat=True) for pk in accounts}


def is_changed(run: FeeRun) -> bool:
    """Whether another fee or minimum balance holds by now, or it goes elsewhere or nowhere."""
    product = "savings__product"
    is_as_asked = Q(amount=F(f"{product}__monthly_fee"), income=F(f"{product}__fee_account"))
    is_as_asked &= Q(minimum=F(f"{product}__minimum")) | Q(minimum=None)
    return (
        Fee.objects.of(run.koppontren)
        .filter(run=run)
        .exclude(is_as_asked & Q(income__closed=False))
        .exists()
    )


def fee_runs_of(koppontren: Koppontren) -> TenantQuerySet[FeeRun]:
    """All months of which fees were prepared or taken, newest first."""
    runs = FeeRun.objects.of(koppontren)
    return runs.select_related("koppontren", "prepared_by", "confirmed_by")


def fees_of(run: FeeRun) -> TenantQuerySet[Fee]:
    """The fees of a run with whose they are; `undone_by` is the entry that undid one, or None."""
    fees = Fee.objects.of(run.koppontren).filter(run=run).select_related("savings__member")
    told = {"undone_by": undoing_of("entry_number")}  # the model names its type
    return fees.annotate(**told)


class Asked(NamedTuple):
    """What a run asks alike: of which savings, how much of each account, where it goes.

    `minimum` is the balance that stays in any case, as it was when the run was prepared.
    """

    product: str
    amount: int
    income: str
    minimum: int | None
    accounts: int


def asked_by(run: FeeRun) -> list[Asked]:
    """What was asked when the run was prepared, whatever holds of the savings by now."""
    names = ("savings__product__name", "amount", "income__code", "income__name", "minimum")
    fees = Fee.objects.of(run.koppontren).filter(run=run).order_by(*names)
    rows = fees.values_list(*names).annotate(accounts=Count("pk"))
    return [
        Asked(name, amount, f"{code} {income}", minimum, n)
        for name, amount, code, income, minimum, n in rows
    ]


class Undone(NamedTuple):
    """What of a run was taken and its entries undone since: accounts, and rupiah."""

    accounts: int = 0
    amount: int = 0


def undone_in(koppontren: Koppontren, runs: Collection[FeeRun]) -> dict[int, Undone]:
    """What the ledger says was undone of each of these runs, by its id."""
    numbers = undone_of_kind(koppontren, MONTHLY_FEE)
    found = {run.pk: Undone() for run in runs}
    if numbers:  # seldom: then the fees are not walked through
        fees = Fee.objects.of(koppontren).filter(run__in=runs, entry_number__in=numbers)
        sums = fees.order_by().values("run").annotate(accounts=Count("pk"), rupiah=Sum("amount"))
        found |= {row["run"]: Undone(row["accounts"], int(row["rupiah"])) for row in sums}
    return found


def giving(run: FeeRun) -> tuple[int, int]:
    """How many accounts give something in a run, and how much in rupiah."""
    gives = Fee.objects.of(run.koppontren).filter(run=run, kept_back="")
    found = gives.aggregate(accounts=Count("pk"), amount=Sum("amount"))
    return found["accounts"], int(found["amount"] or 0)
