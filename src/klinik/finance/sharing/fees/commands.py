"""Preparing a month's fees, confirming and recording them: never twice for an account."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.savings.kinds import MONTHLY_FEE
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import today
from klinik.finance.sharing.fees.models import Fee, FeeRun, FeeState
from klinik.finance.sharing.fees.queries import (
    accounts_with_fee,
    fee_runs_of,
    fees_of,
    giving,
    is_changed,
    waiting_to_close,
)
from klinik.finance.sharing.fees.rules import (
    Facts,
    FeesChanged,
    FeesNotOver,
    FeesTaken,
    NoFees,
    kept_back,
)
from klinik.finance.sharing.rules import ThrownAway, last_of
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

FEES = UUID("0f7c4b62-4a3e-4d0c-9a55-3d6f7d2a9c18")
LEGS = 900  # accounts in one entry; with incomes and units it stays below the ledger's 1,000


@transaction.atomic
def prepare_fees(koppontren: Koppontren, *, month: date, by: User) -> FeeRun:
    """Ask a month's fee of each account that owes it, to be looked at; nothing is posted.

    Prepared again while nobody confirmed it, it is made anew. Raises FeesNotOver, FeesTaken,
    NoFees.
    """
    if today(koppontren) <= last_of(month):
        raise FeesNotOver(month)
    known = fee_runs_of(koppontren).filter(month=month).first()
    if known is not None:
        drop_fees(known, by=by)
    _hold_products(koppontren)
    accounts = list(accounts_with_fee(koppontren, month))
    if not accounts:
        raise NoFees(month)
    try:
        with transaction.atomic():
            run = FeeRun.objects.create(
                koppontren=koppontren,
                month=month,
                asked=len(accounts),
                accounts=0,
                amount=0,
                prepared_by=by,
            )
    except IntegrityError as error:  # somebody else prepared it at this very moment
        raise FeesTaken(month) from error
    Fee.objects.bulk_create(_asked(run, accounts), batch_size=5_000)
    run.accounts, run.amount = giving(run)
    run.save(update_fields=["accounts", "amount"])
    return run


def _hold_products(koppontren: Koppontren) -> None:
    """No fee becomes another, nor goes elsewhere, between the look at it and what is asked."""
    products = SavingsProduct.objects.of(koppontren).order_by("pk")
    list(products.select_for_update(of=["self"], no_key=True))


def _asked(run: FeeRun, accounts: Sequence[SavingsAccount]) -> Iterable[Fee]:
    closing = waiting_to_close(run.koppontren)
    for place, savings in enumerate(accounts):
        product = savings.product
        fee = Fee(
            koppontren=run.koppontren,
            run=run,
            savings=savings,
            month=run.month,
            place=place,
            amount=product.monthly_fee,
            income=product.fee_account,
            minimum=product.minimum,
        )
        fee.kept_back = _why_not(fee, closing=closing)
        yield fee


def _why_not(fee: Fee, *, closing: Container[int]) -> str:
    savings, product, income = fee.savings, fee.savings.product, fee.income
    facts = Facts(
        balance=savings.account.balance,
        minimum=max(fee.minimum or 0, product.minimum),  # PostgreSQL looks at that of today
        is_open=savings.is_open,
        is_here=savings.member.is_here,
        is_closing=savings.account_id in closing,
        is_blocked=bool(savings.blocked),
        is_owed=fee.amount == product.monthly_fee and income is not None and not income.closed,
    )
    return kept_back(fee.amount, facts)


@transaction.atomic
def drop_fees(run: FeeRun, *, by: User) -> None:
    """Throw prepared fees away. Raises FeesTaken once they were confirmed."""
    run = _locked(run)
    if not run.is_prepared:
        raise FeesTaken(run.month)
    fees_of(run).delete()
    run.delete()


@transaction.atomic
def confirm_fees(run: FeeRun, *, by: User) -> FeeRun:
    """Say yes to prepared fees; `post_fees` then takes them. Confirmed twice is once.

    Raises FeesChanged where the kind of savings asks another fee by now, or none, or of another
    minimum balance, or it goes elsewhere.
    """
    run = _locked(run)
    if run.is_prepared:
        if is_changed(run):
            raise FeesChanged
        run.state, run.confirmed_by, run.confirmed_at = FeeState.POSTING, by, timezone.now()
        run.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return run


def post_fees(
    koppontren: Koppontren,
    run_id: int,
    *,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> FeeRun:
    """Take confirmed fees, an entry for some hundred accounts, going on where it stopped.

    Outside of a transaction: each entry commits with the fees that it took. Whoever was said to
    give nothing gives nothing, nor does who has too little by now, left, or is blocked or closed,
    nor anybody of a fee that was abolished meanwhile.
    """
    with acting_for(koppontren):
        run = fee_runs_of(koppontren).get(pk=run_id)
    for first in range(0, run.asked, LEGS):
        with acting_for(koppontren):
            _take_part(run, range(first, first + LEGS))
        step(min(first + LEGS, run.asked), run.asked)
    with acting_for(koppontren):
        run = _locked(run)
        if run.state == FeeState.POSTING:
            run.state = FeeState.POSTED
            run.accounts, run.amount = giving(run)
            run.save(update_fields=["state", "accounts", "amount"])
    return run


def _take_part(run: FeeRun, places: range) -> None:
    """One entry takes from each account and gives each income account its sum."""
    hold_book(run.koppontren)  # nothing is taken out between the look and the entry
    closing = waiting_to_close(run.koppontren)
    fees = fees_of(run).filter(kept_back="", entry_number=None, place__range=_ends(places))
    gives: list[Fee] = []
    for fee in fees.select_related("savings__account__unit", "savings__product", "income__unit"):
        why_not = _why_not(fee, closing=closing)
        if why_not:
            fee.kept_back = why_not
            fee.save(update_fields=["kept_back"])
        else:
            gives.append(fee)
    if not gives:
        return
    assert run.confirmed_by is not None, "only a confirmed run is recorded"
    entry = post(
        run.koppontren,
        request_id=uuid5(FEES, f"{run.koppontren_id}.{run.pk}.{places.start}"),
        kind=MONTHLY_FEE,
        legs=_legs(gives),
        by=run.confirmed_by,
        memo=date_format(run.month, "F Y"),
    )
    Fee.objects.of(run.koppontren).filter(pk__in=[fee.pk for fee in gives]).update(
        entry_number=entry.number
    )


def _legs(fees: Sequence[Fee]) -> list[Leg]:
    incomes = {fee.income for fee in fees}
    sums = {
        income: sum(fee.amount for fee in fees if fee.income == income)
        for income in incomes
        if income is not None
    }
    taken = [dr(fee.savings.account, fee.amount) for fee in fees]
    ordered = sorted(sums.items(), key=lambda one: one[0].code)
    return taken + [cr(income, amount) for income, amount in ordered]


def _ends(places: range) -> tuple[int, int]:
    return places.start, places.stop - 1


def _locked(run: FeeRun) -> FeeRun:
    """The run as it stands now, and held until the transaction ends. Raises ThrownAway."""
    rows = FeeRun.objects.of(run.koppontren).select_for_update(of=["self"], no_key=True)
    found = rows.select_related("koppontren").filter(pk=run.pk).first()
    if found is None:
        raise ThrownAway
    return found
