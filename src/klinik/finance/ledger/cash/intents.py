"""Money in, out or moved as the entry that it would be. The `legs` line is the journal entry."""

from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.words import MONEY_IN, MONEY_MOVED, MONEY_OUT


def money_in(place: Account, *, source: Account, amount: int) -> Intent:
    """`amount` rupiah come into a place of cash from `source`."""
    kind = MONEY_MOVED if source.is_cash else MONEY_IN
    return Intent(kind, legs=[dr(place, amount), cr(source, amount)])


def money_out(place: Account, *, purpose: Account, amount: int) -> Intent:
    """`amount` rupiah are paid from a place of cash for `purpose`."""
    kind = MONEY_MOVED if purpose.is_cash else MONEY_OUT
    return Intent(kind, legs=[dr(purpose, amount), cr(place, amount)])


def money_moved(source: Account, *, to: Account, amount: int) -> Intent:
    """`amount` rupiah go from one place of cash to another."""
    return Intent(MONEY_MOVED, legs=[dr(to, amount), cr(source, amount)])
