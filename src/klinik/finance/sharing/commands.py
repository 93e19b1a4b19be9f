"""Setting up a pool, preparing a month's sharing, confirming and recording it: never twice."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.posting import refusal_in_words
from klinik.finance.ledger.queries import number_of_last_entry
from klinik.finance.savings.queries import today
from klinik.finance.sharing.models import Pool, PoolIncome, RunKind, RunState, Share, ShareRun
from klinik.finance.sharing.queries import (
    akad_of,
    has_moved,
    pool_income,
    runs_of,
    shared_accounts,
    tax_rule_on,
)
from klinik.finance.sharing.rules import (
    AlreadyShared,
    AnotherWaits,
    BooksMoved,
    LaterShared,
    MonthNotOver,
    NobodySaved,
    NoTaxAccount,
    NothingToShare,
    OwnBonus,
    TaxRuleChanged,
    ThrownAway,
    last_of,
)
from klinik.finance.sharing.taxes.rules import figures
from klinik.finance.sharing.telling import tell_bonus_decided, tell_bonus_proposed
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

SHARINGS = UUID("5f0c5f3a-8f6b-4b43-9f57-4b1f6c0e8a11")
LEGS = 990  # shares in one entry; with the expense and the tax it stays below the ledger's 1,000
CALL = 5  # entries in one call of the database, and in one transaction
DIVIDE = """
SELECT day_sum, shared, tax, accounts FROM sharing_divide(%s, %s, %s, %s, %s, %s, %s, %s)
"""
RECORD = "SELECT part, refused, about FROM sharing_record(%s, %s, %s, %s, %s)"


@transaction.atomic
def set_pool(
    koppontren: Koppontren,
    *,
    unit: Unit,
    expense: Account,
    tax: Account | None,
    incomes: Sequence[Account],
    by: User,
) -> Pool:
    """Say which income of a unit is shared, and where share and tax are booked. Twice is once."""
    pool, _is_new = Pool.objects.update_or_create(
        koppontren=koppontren, unit=unit, defaults={"expense": expense, "tax": tax}
    )
    before, after = shared_accounts(pool), {account.pk for account in incomes}
    PoolIncome.objects.bulk_create(
        PoolIncome(
            koppontren=koppontren,
            pool=pool,
            account_id=account,
            is_shared=account in after,
            set_by=by,
        )
        for account in sorted(before ^ after)
    )
    return pool


@transaction.atomic
def prepare_share(pool: Pool, *, month: date, by: User) -> ShareRun:
    """Divide a month's income among those with a nisbah, to be looked at; nothing is posted.

    Prepared again while nobody confirmed it, it is made anew. Raises MonthNotOver, NoPool,
    NothingToShare, NobodySaved, AlreadyShared, LaterShared, AnotherWaits, NoTaxRule.
    """
    earned = pool_income(pool, month)
    income = sum(row.amount for row in earned)
    if income <= 0:
        raise NothingToShare(income, month=month)
    incomes = [
        {"code": row.account.code, "name": row.account.name, "amount": row.amount} for row in earned
    ]
    return _prepare(pool, kind=RunKind.SHARE, month=month, amount=income, incomes=incomes, by=by)


@transaction.atomic
def prepare_bonus(pool: Pool, *, month: date, amount: int, by: User) -> ShareRun:
    """Divide `amount` rupiah that the board gives among those who saved as wadiah.

    It is never promised, so nothing follows from it; who may confirm it is told. Raises what
    `prepare_share` raises.
    """
    run = _prepare(pool, kind=RunKind.BONUS, month=month, amount=amount, incomes=[], by=by)
    tell_bonus_proposed(run, by=by)
    return run


def _prepare(
    pool: Pool,
    *,
    kind: str,
    month: date,
    amount: int,
    incomes: list[dict[str, object]],
    by: User,
) -> ShareRun:
    koppontren = pool.koppontren
    if today(koppontren) <= last_of(month):
        raise MonthNotOver(month)
    _drop_prepared(pool, kind=kind, month=month)
    _refuse_out_of_order(pool, kind=kind, month=month)
    rule = tax_rule_on(last_of(month))
    try:
        with transaction.atomic():
            run = ShareRun.objects.create(
                koppontren=koppontren,
                pool=pool,
                kind=kind,
                month=month,
                income=amount,
                incomes=incomes,
                day_sum=0,
                shared=0,
                tax=0,
                accounts=0,
                book_number=number_of_last_entry(koppontren),
                tax_rule=rule,
                prepared_by=by,
            )
    except IntegrityError as error:
        raise AnotherWaits from error
    asked: list[Any] = [koppontren.pk, run.pk, pool.unit_id, month, akad_of(kind), amount]
    with connection.cursor() as cursor:
        cursor.execute(DIVIDE, [*asked, rule.free_through, rule.points])
        run.day_sum, run.shared, run.tax, run.accounts = cursor.fetchone() or (0, 0, 0, 0)
    if not run.accounts:
        raise NobodySaved(month)
    run.save(update_fields=["day_sum", "shared", "tax", "accounts"])
    return run


def _drop_prepared(pool: Pool, *, kind: str, month: date) -> None:
    runs = ShareRun.objects.of(pool.koppontren).select_for_update(of=["self"], no_key=True)
    of_month = runs.filter(pool=pool, kind=kind, month=month)
    known = of_month.exclude(state=RunState.UNDONE).first()
    if known is None:
        return
    if not known.is_prepared:
        raise AlreadyShared(month)
    _drop(known)


def _refuse_out_of_order(pool: Pool, *, kind: str, month: date) -> None:
    later = ShareRun.objects.of(pool.koppontren).filter(pool=pool, kind=kind, month__gt=month)
    first = later.exclude(state__in=(RunState.PREPARED, RunState.UNDONE)).order_by("month").first()
    if first:
        raise LaterShared(month, later=first.month)


@transaction.atomic
def drop_run(run: ShareRun, *, by: User) -> None:
    """Throw a prepared run away. Raises AlreadyShared once it was confirmed."""
    run = locked(run)
    if not run.is_prepared:
        raise AlreadyShared(run.month)
    tell_bonus_decided(run, is_confirmed=False, by=by)
    _drop(run)


def _drop(run: ShareRun) -> None:
    Share.objects.of(run.koppontren).filter(run=run).delete()
    run.delete()


@transaction.atomic
def confirm_run(run: ShareRun, *, by: User) -> ShareRun:
    """Say yes to a prepared run; `post_run` then records it. Confirmed twice is once.

    Raises OwnBonus, LaterShared, TaxRuleChanged, NoTaxAccount, and BooksMoved where the month is
    another than was divided.
    """
    hold_book(run.koppontren)  # no account is closed between this look and the last entry
    run = locked(run)
    if not run.is_prepared:
        return run
    if run.is_own_bonus(by):
        raise OwnBonus
    _refuse_out_of_order(run.pool, kind=run.kind, month=run.month)
    if figures(run.tax_rule) != figures(tax_rule_on(last_of(run.month))):
        raise TaxRuleChanged
    if run.tax and run.pool.tax_id is None:
        raise NoTaxAccount
    is_share = run.kind == RunKind.SHARE
    income = sum(row.amount for row in pool_income(run.pool, run.month)) if is_share else run.income
    if income != run.income or has_moved(run):
        raise BooksMoved
    run.state, run.confirmed_by, run.confirmed_at = RunState.POSTING, by, timezone.now()
    run.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    tell_bonus_decided(run, is_confirmed=True, by=by)
    return run


def post_run(
    koppontren: Koppontren,
    run_id: int,
    *,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> ShareRun:
    """Record a confirmed run, some thousand shares at a time, going on where it stopped.

    Outside of a transaction: each call commits. An entry's request is made of run and place, so
    what was recorded before is found and not recorded again; a run that is over posts nothing.
    """
    with acting_for(koppontren):
        run = runs_of(koppontren).select_related("pool__expense", "pool__tax").get(pk=run_id)
        parts = -(-run.accounts // LEGS)
    for first in range(0, parts, CALL):
        with acting_for(koppontren):
            _post_parts(run, range(first, min(first + CALL, parts)))
        step(min((first + CALL) * LEGS, run.accounts), run.accounts)
    with acting_for(koppontren):
        run = locked(run)
        if run.state == RunState.POSTING:
            run.state = RunState.POSTED
            run.save(update_fields=["state"])
    return run


def _post_parts(run: ShareRun, parts: range) -> None:
    """Each entry spends the members' share, gives each account its part; tax waits to be paid."""
    hold_book(run.koppontren)  # what another job recorded is seen before it is asked again
    requests = [uuid5(SHARINGS, f"{run.koppontren_id}.{run.pk}.{part}") for part in parts]
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [run.koppontren_id, run.pk, LEGS, list(parts), requests])
        answers = cursor.fetchall()
    for _part, refused, about in answers:
        if refused:
            raise refusal_in_words(run.koppontren, refused, about)


def locked(run: ShareRun) -> ShareRun:
    """The run as it stands now, and held until the transaction ends. Raises ThrownAway."""
    rows = ShareRun.objects.of(run.koppontren).select_for_update(of=["self"], no_key=True)
    rows = rows.select_related("koppontren", "pool__tax", "pool__unit", "tax_rule")
    found = rows.filter(pk=run.pk).first()
    if found is None:
        raise ThrownAway
    return found
