"""Money that comes in, goes out, or moves from one place to another."""

from datetime import date
from uuid import UUID

from klinik.finance.ledger.cash.intents import money_in, money_out
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import post
from klinik.people.models import User


def record_money_in(
    place: Account,
    *,
    source: Account,
    amount: int,
    request_id: UUID,
    by: User,
    on: date | None = None,
    memo: str | None = None,
    value_on: date | None = None,
) -> Entry:
    """Take `amount` rupiah into a place of cash, from `source`; today unless `on` is given.

    `value_on` alone is the day it happened: booked on it, or on the first open day after it.
    """
    kind, legs, *_rest = money_in(place, source=source, amount=amount)
    return post(
        place.koppontren,
        request_id=request_id,
        kind=kind,
        legs=legs,
        by=by,
        on=on,
        memo=memo,
        value_on=value_on,
    )


def record_money_out(
    place: Account,
    *,
    purpose: Account,
    amount: int,
    request_id: UUID,
    by: User,
    on: date | None = None,
    memo: str | None = None,
    value_on: date | None = None,
) -> Entry:
    """Pay `amount` rupiah from a place of cash for `purpose`; refused where it does not lie."""
    kind, legs, *_rest = money_out(place, purpose=purpose, amount=amount)
    return post(
        place.koppontren,
        request_id=request_id,
        kind=kind,
        legs=legs,
        by=by,
        on=on,
        memo=memo,
        value_on=value_on,
    )
