"""Cash of wallets above what one person takes and pays alone (decision 0057): it waits.

Each is its command, which PostgreSQL refuses above the limit; approved, `go_on` does the rest.
"""

from uuid import UUID, uuid5

from klinik.core.errors import DomainError
from klinik.finance.ledger.drafts.alone import kept, refuse_unless_above, wait
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.wallet.commands.money import own_cash, pay_out, settle_owed, top_up
from klinik.finance.wallet.kinds import PAY_OUT, TOP_UP
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import wallets_in
from klinik.people.models import User


def submit_top_up(wallet: Wallet, *, amount: int, request_id: UUID, by: User) -> Entry | Draft:
    """Take `amount` rupiah in, or above the limit let it wait, as `top_up` refuses."""
    put_in = cr(wallet.account, amount)
    try:
        return top_up(wallet, amount=amount, request_id=request_id, by=by)
    except DomainError as refusal:
        if known := kept(wallet.koppontren, TOP_UP, [put_in], request_id=request_id):
            return known
        refuse_unless_above(refusal)
        legs = [dr(own_cash(wallet, by), amount), put_in]
        return wait(wallet.koppontren, TOP_UP, legs, request_id=request_id, by=by)


def submit_pay_out(wallet: Wallet, *, amount: int, request_id: UUID, by: User) -> Entry | Draft:
    """Pay `amount` rupiah out, or above the limit let it wait, as `pay_out` refuses."""
    paid = dr(wallet.account, amount)
    try:
        return pay_out(wallet, amount=amount, request_id=request_id, by=by)
    except DomainError as refusal:
        if known := kept(wallet.koppontren, PAY_OUT, [paid], request_id=request_id):
            return known
        refuse_unless_above(refusal)
        legs = [paid, cr(own_cash(wallet, by), amount)]
        return wait(wallet.koppontren, PAY_OUT, legs, request_id=request_id, by=by)


def go_on(draft: Draft, entry: Entry) -> None:
    """Once money came in after all, settle what the santri owes from it."""
    if draft.kind != TOP_UP:
        return
    for wallet in wallets_in([draft])[draft.pk]:
        settle_owed(wallet, request_id=uuid5(draft.request_id, "owed"), by=entry.by)
