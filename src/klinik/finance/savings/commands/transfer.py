"""From one savings account to another: one entry, no cash."""

from uuid import UUID

from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import HeldBack, Overdrawn, RequestReused
from klinik.finance.savings.commands.counter import check_out, not_enough, refuse_departed
from klinik.finance.savings.kinds import TRANSFER
from klinik.finance.savings.models import SavingsAccount, SavingsKind
from klinik.finance.savings.queries import line_of_request
from klinik.finance.savings.rules import IsClosed, PaidOnce, SameAccount
from klinik.people.models import User


def transfer_savings(
    savings: SavingsAccount, *, to: SavingsAccount, amount: int, request_id: UUID, by: User
) -> Entry:
    """Move `amount` rupiah to another account of the same koppontren. Twice is one entry.

    Raises SameAccount, NotHereAnyMore, IsClosed, PaidOnce, NotEnough, and what a withdrawal is
    refused for.
    """
    line = line_of_request(savings, request_id)
    if line is not None:
        other = line_of_request(to, request_id)
        same = line.entry.kind == TRANSFER and line.debit == amount
        if not same or other is None or other.credit != amount:
            raise RequestReused(str(line.entry_number))
        return line.entry
    _check(savings, to, amount=amount)
    try:
        return post(
            savings.koppontren,
            request_id=request_id,
            kind=TRANSFER,
            legs=[dr(savings.account, amount), cr(to.account, amount)],
            by=by,
        )
    except HeldBack as refusal:  # something changed since we looked
        savings.refresh_from_db()
        check_out(savings, amount=amount)
        raise refusal
    except Overdrawn as refusal:
        raise not_enough(refusal, savings, to.account, amount) from refusal


def _check(savings: SavingsAccount, to: SavingsAccount, *, amount: int) -> None:
    if savings.pk == to.pk:
        raise SameAccount
    for one in (savings, to):
        refuse_departed(one.member)
    check_out(savings, amount=amount)
    if not to.is_open:
        raise IsClosed(to.number)
    if to.product.kind in (SavingsKind.PRINCIPAL, SavingsKind.TERM):
        raise PaidOnce(to.product.name)
