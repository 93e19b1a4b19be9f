"""Cash into a wallet and out of it, and what a santri owes settled from it."""

from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from klinik.core.errors import DomainError
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.ledger.queries import entry_of_request
from klinik.finance.ledger.refusals import Overdrawn
from klinik.finance.tills.queries import place_for
from klinik.finance.wallet.kinds import PAY_OUT, SETTLED, TOP_UP
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import wallets_of
from klinik.finance.wallet.rules import NoPlaceOfCash, NotEnoughCash, TooLittle, WalletClosed
from klinik.people.models import User


def top_up(
    wallet: Wallet, *, amount: int, cash: Account | None = None, request_id: UUID, by: User
) -> Entry:
    """Take `amount` rupiah in cash into a wallet; what its owner owes is settled from it at once.

    Without `cash` it is the own open drawer, or where the unit has no drawers its first place of
    cash. The same request twice is one entry. Raises WalletClosed, NoOpenDrawer, NoPlaceOfCash.
    """
    return credit(wallet, amount=amount, source=cash, kind=TOP_UP, request_id=request_id, by=by)


@transaction.atomic
def credit(
    wallet: Wallet,
    *,
    amount: int,
    source: Account | None,
    kind: str,
    request_id: UUID,
    by: User,
    value_on: date | None = None,
) -> Entry:
    """Money that came for a wallet, from any source; what its owner owes is settled from it.

    `value_on` is the day it came, where that is another one. Raises what `top_up` raises.
    """
    try:
        if not wallet.is_open:
            raise WalletClosed(wallet.number)
        entry = post(
            wallet.koppontren,
            request_id=request_id,
            kind=kind,
            legs=[dr(source or own_cash(wallet, by), amount), cr(wallet.account, amount)],
            by=by,
            value_on=value_on,
        )
    except DomainError:
        known = entry_of_request(wallet.koppontren, request_id)
        if known and _is(known, kind=kind, leg=cr(wallet.account, amount)):
            return known
        raise
    settle_owed(wallet, request_id=uuid5(request_id, "owed"), by=by)
    return entry


@transaction.atomic
def pay_out(
    wallet: Wallet, *, amount: int, cash: Account | None = None, request_id: UUID, by: User
) -> Entry:
    """Pay `amount` rupiah of a wallet out in cash: no limit of spending holds it back.

    The same request twice is one entry. Raises TooLittle, NotEnoughCash, NoOpenDrawer,
    NoPlaceOfCash, WalletClosed.
    """
    known = entry_of_request(wallet.koppontren, request_id)
    if known and _is(known, kind=PAY_OUT, leg=dr(wallet.account, amount)):
        return known  # also where the drawer was closed since
    cash = cash or own_cash(wallet, by)
    try:
        return post(
            wallet.koppontren,
            request_id=request_id,
            kind=PAY_OUT,
            legs=[dr(wallet.account, amount), cr(cash, amount)],
            by=by,
        )
    except Overdrawn as refusal:
        raise _short(wallet, cash, amount) from refusal


def settle_owed(wallet: Wallet, *, request_id: UUID, by: User) -> Entry | None:
    """Pay what a santri owes from the wallet, as far as it goes; None where there is nothing.

    The same request twice is one entry.
    """
    known = entry_of_request(wallet.koppontren, request_id)
    if known:
        return known
    wallet = wallets_of(wallet.koppontren).get(pk=wallet.pk)
    owed = wallet.owed_account
    amount = min(owed.balance, wallet.account.balance) if owed else 0
    if owed is None or amount <= 0:
        return None
    legs = [dr(wallet.account, amount), cr(owed, amount)]
    return post(wallet.koppontren, request_id=request_id, kind=SETTLED, legs=legs, by=by)


def own_cash(wallet: Wallet, by: User) -> Account:
    """Where cash over the counter goes. Raises NoOpenDrawer, NoPlaceOfCash."""
    cash = place_for(wallet.koppontren, wallet.account.unit, by)
    if cash is None:
        raise NoPlaceOfCash(wallet.account.unit.name)
    return cash


def _is(entry: Entry, *, kind: str, leg: Leg) -> bool:
    lines = entry.lines.filter(account=leg.account, debit=leg.debit, credit=leg.credit)
    return entry.kind == kind and lines.exists()


def _short(wallet: Wallet, cash: Account, amount: int) -> DomainError:
    wallet.account.refresh_from_db(fields=["debits", "credits"])
    if wallet.account.balance < amount:
        return TooLittle(wallet.number, holds=wallet.account.balance)
    cash.refresh_from_db(fields=["debits", "credits"])
    return NotEnoughCash(cash.name, holds=cash.balance)
