"""Closing an account: what it holds is paid out, less the fee, and nothing comes in any more."""

from uuid import UUID

from django.db import transaction

from klinik.core.money import rupiah
from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.ledger.queries import entry_of_request
from klinik.finance.ledger.refusals import Overdrawn, RequestReused
from klinik.finance.savings.commands.counter import (
    at_counter,
    check_out,
    not_enough,
    refuse_departed,
)
from klinik.finance.savings.commands.keeping import locked
from klinik.finance.savings.kinds import CLOSING
from klinik.finance.savings.models import SavingsAccount, SavingsEvent, SavingsStep
from klinik.finance.savings.queries import today
from klinik.finance.savings.rules import FeeTooHigh, SavingsRequestReused
from klinik.people.models import User


@transaction.atomic
def close_savings(
    savings: SavingsAccount, *, cash: Account | None = None, request_id: UUID, by: User
) -> SavingsAccount:
    """Pay out all that the account holds, less its fee, and close it for good.

    An account that holds nothing is only closed, where it might be paid out. The same request twice
    is one closing. Raises NotHereAnyMore, IsClosed, FeeTooHigh, NotWithdrawable, IsBlocked, NotDue,
    NotCash, NoCash, NotEnough (the drawer); RequestReused, SavingsRequestReused of a request that
    did something else.
    """
    savings = locked(savings)
    if _is_closed_by(savings, request_id):
        return savings
    refuse_departed(savings.member)
    held = savings.account.balance
    check_out(savings, amount=held, is_closing=True)
    if held:
        _empty(savings, held=held, cash=cash, request_id=request_id, by=by)
    elif posted := entry_of_request(savings.koppontren, request_id):
        raise RequestReused(str(posted.number))
    return end_savings(savings, held=held, request_id=request_id, by=by)


def _is_closed_by(savings: SavingsAccount, request_id: UUID) -> bool:
    """Whether this request closed the account. Raises SavingsRequestReused: it closed another."""
    events = SavingsEvent.objects.of(savings.koppontren).filter(request_id=request_id)
    known = events.select_related("savings").first()
    if known and known.savings and known.savings != savings:
        raise SavingsRequestReused(known.savings.number)
    return known is not None


def end_savings(
    savings: SavingsAccount, *, held: int, request_id: UUID | None = None, by: User
) -> SavingsAccount:
    """Close an emptied account for good; `held` rupiah were paid out of it.

    A leaving closes several by one request, which it remembers itself.
    """
    close_account(savings.account, by=by)
    savings.closed_on = today(savings.koppontren)
    savings.save(update_fields=["closed_on"])
    SavingsEvent.objects.create(
        koppontren=savings.koppontren,
        savings=savings,
        what=SavingsStep.CLOSED,
        reason=rupiah(held),
        by=by,
        request_id=request_id,
    )
    return savings


def closing_legs(
    savings: SavingsAccount, *, held: int, cash: Account | None, by: User
) -> list[Leg]:
    """What pays out `held` rupiah, less the fee. Raises FeeTooHigh, NotCash, NoCash."""
    fee, income = savings.product.closing_fee, savings.product.fee_account
    if fee > held:
        raise FeeTooHigh(savings.number, holds=held, fee=fee)
    legs = [dr(savings.account, held)]
    if held > fee:
        legs.append(cr(at_counter(savings, cash, by), held - fee))
    if fee and income:
        legs.append(cr(income, fee))
    return legs


def _empty(
    savings: SavingsAccount, *, held: int, cash: Account | None, request_id: UUID, by: User
) -> None:
    legs = closing_legs(savings, held=held, cash=cash, by=by)
    try:
        post(savings.koppontren, request_id=request_id, kind=CLOSING, legs=legs, by=by)
    except Overdrawn as refusal:
        place = next((leg for leg in legs if leg.account.is_cash), None)
        if place is None:
            raise
        raise not_enough(refusal, savings, place.account, place.credit) from refusal
