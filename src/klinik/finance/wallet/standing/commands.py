"""Monthly fees: said once, taken whole or not at all, and what was not there is listed."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from klinik.core.lines import one_line
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Account, AccountKind, Entry
from klinik.finance.ledger.posting import Posting, cr, dr, post_many
from klinik.finance.wallet.bulk.queries import wallets_named
from klinik.finance.wallet.bulk.rules import RowsRefused
from klinik.finance.wallet.kinds import PESANTREN_FEE
from klinik.finance.wallet.standing.models import FeeOrder, FeePayer, FeeTaken
from klinik.finance.wallet.standing.queries import payers_of
from klinik.finance.wallet.standing.rules import (
    FeeEnded,
    FeeNameTaken,
    FeePlaceBad,
    done_through,
    due_months,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

GOES_TO = (AccountKind.INCOME, AccountKind.LIABILITY)


@transaction.atomic
def add_fee(koppontren: Koppontren, *, name: str, account: Account, by: User) -> FeeOrder:
    """A fee that comes each month. The same twice is one. Raises FeeNameTaken, FeePlaceBad."""
    name = one_line(name)[:60]
    if account.kind not in GOES_TO or account.is_control or account.parent_id is not None:
        raise FeePlaceBad
    order, _is_new = FeeOrder.objects.get_or_create(
        koppontren=koppontren,
        name=name,
        ended_at=None,
        defaults={"account": account, "made_by": by},
    )
    if order.account_id != account.pk:
        raise FeeNameTaken(name)
    return order


@transaction.atomic
def set_payers(order: FeeOrder, *, amounts: Mapping[str, int]) -> int:
    """From now on these wallets, by number, pay so many rupiah a month, and no others.

    Raises RowsRefused, FeeEnded.
    """
    _refuse_ended(order)
    wallets = wallets_named(order.koppontren, amounts)
    problems = [number for number in amounts if number not in wallets]
    if problems:
        raise RowsRefused(problems)
    FeePayer.objects.of(order.koppontren).filter(order=order).delete()
    rows = {wallets[number].pk: amount for number, amount in amounts.items()}
    FeePayer.objects.bulk_create(
        FeePayer(koppontren=order.koppontren, order=order, wallet_id=pk, amount=amount)
        for pk, amount in rows.items()
    )
    return len(rows)


@transaction.atomic
def take_fees(order: FeeOrder, *, month: date, by: User) -> tuple[int, int]:
    """Take a month's fee from every wallet that can pay all of it: how many did, how many did not.

    Asked again it takes what was not there before, and nothing twice. Raises FeeEnded.
    """
    _refuse_ended(order)
    month = month.replace(day=1)
    koppontren = order.koppontren
    hold_book(koppontren)
    rows = FeeTaken.objects.of(koppontren).filter(order=order, month=month)
    known = {row.wallet_id: row for row in rows}
    payers = [
        payer
        for payer in payers_of(order)
        if payer.wallet.is_open
        and not ((taken := known.get(payer.wallet_id)) and taken.entry_number)
    ]
    postings = [
        Posting(
            request_id=uuid5(order.number, f"{payer.wallet.number} {month} {payer.amount}"),
            kind=PESANTREN_FEE,
            legs=[dr(payer.wallet.account, payer.amount), cr(order.account, payer.amount)],
        )
        for payer in payers
    ]
    answers = post_many(koppontren, postings, by=by) if postings else []
    number = 0
    for payer, answer in zip(payers, answers, strict=True):
        entry = answer.number if isinstance(answer, Entry) else None
        number += entry is not None
        FeeTaken.objects.update_or_create(
            koppontren=koppontren,
            order=order,
            wallet=payer.wallet,
            month=month,
            defaults={"amount": payer.amount, "entry_number": entry},
        )
    return number, len(payers) - number


@transaction.atomic
def set_day(order: FeeOrder, *, day: int | None, today: date, by: User) -> FeeOrder:
    """From now on it is taken by itself on this day of each month, or with None only by people.

    A day of this month that has come already is left to people. Raises FeeEnded.
    """
    order = _locked(order)
    _refuse_ended(order)
    if day != order.day:
        order.day, order.day_by = day, by
        order.through = None if day is None else done_through(day, today)
        order.save(update_fields=["day", "day_by", "through"])
    return order


@transaction.atomic
def take_due(order: FeeOrder, *, today: date) -> FeeOrder:
    """What the clock does each night: take the months whose day has come, each once.

    Who had too little stays listed, and is not asked again by the clock.
    """
    order = _locked(order)
    if order.day is None or order.through is None or order.ended_at is not None:
        return order
    months = due_months(order.through, order.day, today)
    if not months:
        return order
    assert order.day_by is not None
    results = [take_fees(order, month=month, by=order.day_by) for month in months]
    order.through, order.ran_at = months[-1], timezone.now()
    order.ran_paid = sum(paid for paid, _missing in results)
    order.ran_missing = sum(missing for _paid, missing in results)
    order.save(update_fields=["through", "ran_at", "ran_paid", "ran_missing"])
    return order


def _locked(order: FeeOrder) -> FeeOrder:
    rows = FeeOrder.objects.of(order.koppontren).select_for_update(of=["self"], no_key=True)
    return rows.select_related("account__unit", "koppontren", "day_by").get(pk=order.pk)


@transaction.atomic
def end_fee(order: FeeOrder) -> FeeOrder:
    """Take nothing for it any more; what was taken stays. Ended twice is ended once."""
    if order.ended_at is None:
        order.ended_at = timezone.now()
        order.save(update_fields=["ended_at"])
    return order


def _refuse_ended(order: FeeOrder) -> None:
    if order.ended_at is not None:
        raise FeeEnded
