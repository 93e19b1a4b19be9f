"""Money that comes in, goes out, or moves from one place to another."""

from datetime import date
from uuid import UUID

from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
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
) -> Entry:
    """Take `amount` rupiah into a place of cash, from `source`; today unless `on` is given."""
    return post(
        place.koppontren,
        request_id=request_id,
        kind="money.move" if source.is_cash else "money.in",
        legs=[dr(place, amount), cr(source, amount)],
        by=by,
        on=on,
        memo=memo,
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
) -> Entry:
    """Pay `amount` rupiah from a place of cash for `purpose`; refused where it does not lie."""
    return post(
        place.koppontren,
        request_id=request_id,
        kind="money.move" if purpose.is_cash else "money.out",
        legs=[dr(purpose, amount), cr(place, amount)],
        by=by,
        on=on,
        memo=memo,
    )
