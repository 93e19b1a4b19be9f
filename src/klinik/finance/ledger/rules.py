"""Arithmetic of an entry: its legs, and the legs that money between units needs. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

EARLIEST = date(2000, 1, 1)  # before it, nobody keeps such books here


def held(normal_side: str, debits: int, credits_: int) -> int:
    """What an account holds in whole rupiah, on its normal side; below zero is on the other."""
    return debits - credits_ if normal_side == "debit" else credits_ - debits


def usual_side(kind: str) -> str:
    """The side on which accounts of a kind grow; a contra account stands on the other."""
    return "debit" if kind in {"asset", "expense"} else "credit"


class Amount(NamedTuple):
    """One leg as numbers: whole rupiah to the debit or the credit of an account."""

    account: int
    debit: int
    credit: int


def legs_between_units(
    legs: Iterable[Amount],
    *,
    units: Mapping[int, int],
    between: Mapping[tuple[int, int], int],
) -> list[Amount]:
    """The legs that make an entry balance within each unit, through the accounts between units.

    `units` names the unit of each account, `between` the account of (unit, other unit). A unit
    with debits too many owes them to units with credits too many; both sides record it. Where an
    account between two units is missing nothing is added, and the ledger refuses the entry.
    """
    excess = _excess_of_debits(legs, units)
    debtors = [[unit, amount] for unit, amount in sorted(excess.items()) if amount > 0]
    creditors = [[unit, -amount] for unit, amount in sorted(excess.items()) if amount < 0]
    added: list[Amount] = []
    while debtors and creditors:
        debtor, creditor = debtors[0], creditors[0]
        amount = min(debtor[1], creditor[1])
        added += _pair(debtor[0], creditor[0], amount, between)
        debtor[1] -= amount
        creditor[1] -= amount
        debtors = [row for row in debtors if row[1]]
        creditors = [row for row in creditors if row[1]]
    return added


def _excess_of_debits(legs: Iterable[Amount], units: Mapping[int, int]) -> dict[int, int]:
    excess: dict[int, int] = {}
    for leg in legs:
        unit = units[leg.account]
        excess[unit] = excess.get(unit, 0) + leg.debit - leg.credit
    return excess


def _pair(
    debtor: int, creditor: int, amount: int, between: Mapping[tuple[int, int], int]
) -> list[Amount]:
    owed_by, owed_to = between.get((debtor, creditor)), between.get((creditor, debtor))
    if owed_by is None or owed_to is None:
        return []
    return [
        Amount(account=owed_to, debit=amount, credit=0),
        Amount(account=owed_by, debit=0, credit=amount),
    ]


def mirrored(legs: Iterable[Amount]) -> list[Amount]:
    """The same legs with their sides changed: what undoes an entry."""
    return [Amount(account=leg.account, debit=leg.credit, credit=leg.debit) for leg in legs]
