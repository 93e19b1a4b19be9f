"""Arithmetic of stock at a moving average, and what a shop says no to; pure.

Quantities are thousandths of a good's unit, money whole rupiah. PostgreSQL reckons the same in
`sql/average.sql`; a test holds both to each other.
"""

import re
from dataclasses import dataclass
from math import gcd
from typing import NamedTuple

from klinik.core.money import grouped

PER_UNIT = 1000  # thousandths in one unit
MOST = 10**12  # thousandths of one good; far above any shop, far below what a bigint holds
WHOLE = 10_000  # basis points
NAME_LENGTH, UNIT_LENGTH, CODE_LENGTH = 100, 10, 40
CODE = r"^[0-9A-Z][0-9A-Z./_-]{0,39}$"
BY_MEASURE = frozenset({"kg", "ons", "liter", "meter"})  # what is sold in parts of a unit
UNITS = ("pcs", "pak", "botol", "buah", "dus", "lusin", "lembar", *sorted(BY_MEASURE))
GOOD_CODE = re.compile(r"B-([0-9]{4,9})", re.ASCII)


def good_code(number: int) -> str:
    """The number of a good as its shelf shows it."""
    return f"B-{number:04d}"


class Stock(NamedTuple):
    """So much of a good, what all of it is worth, and what one unit cost when it last came in."""

    quantity: int
    value: int
    last_cost: int


def nearest(part: int, of: int) -> int:
    """part / of in whole rupiah, halves upwards; neither is below zero, `of` is above."""
    return (2 * part + of) // (2 * of)


def cost_of(stock: Stock, out: int) -> int:
    """What `out` thousandths are worth as they leave: the average, and of what is not there the
    last cost. All that is there takes all the value with it."""
    there = min(max(stock.quantity, 0), out)
    at_average = nearest(stock.value * there, stock.quantity) if there else 0
    return at_average + nearest(stock.last_cost * (out - there), PER_UNIT)


def hole_cost(stock: Stock, arriving: int, cost: int) -> int:
    """Of goods that come in for `cost` rupiah, what belongs to cost of sales: those sold before
    they were there cost other than was assumed (above zero: more)."""
    hole = max(-stock.quantity, 0)
    filling = min(hole, arriving)
    if not filling:
        return 0
    return nearest(cost * filling, arriving) - nearest(-stock.value * filling, hole)


def taken(stock: Stock, out: int) -> Stock:
    """What is left once `out` thousandths are gone, at the average."""
    return Stock(stock.quantity - out, stock.value - cost_of(stock, out), stock.last_cost)


def added(stock: Stock, arriving: int, cost: int) -> Stock:
    """What there is once `arriving` thousandths came in for `cost` rupiah."""
    value = stock.value + cost - hole_cost(stock, arriving, cost)
    return Stock(stock.quantity + arriving, value, nearest(cost * PER_UNIT, arriving))


def average(quantity: int, value: int, last_cost: int) -> int:
    """What one unit is worth, in rupiah; without stock what it cost last."""
    return nearest(value * PER_UNIT, quantity) if quantity > 0 else last_cost


def amount_for(quantity: int, price: int) -> int:
    """What `quantity` thousandths cost at `price` rupiah for one unit."""
    return nearest(quantity * price, PER_UNIT)


@dataclass(frozen=True, slots=True)
class Change:
    """So much of a good comes in (above zero) or goes out; `cost` is what was paid for it.

    Without `cost` it moves at the average.
    """

    good: int
    quantity: int
    cost: int | None = None


def changed(stock: Stock, change: Change) -> tuple[Stock, int]:
    """What there is afterwards, and what of the cost belongs to cost of sales."""
    if change.quantity < 0:
        return taken(stock, -change.quantity), 0
    cost = worth_of(stock, change.quantity) if change.cost is None else change.cost
    after = added(stock, change.quantity, cost)
    if change.cost is None:
        after = after._replace(last_cost=stock.last_cost)
    return after, hole_cost(stock, change.quantity, cost)


def worth_of(stock: Stock, arriving: int) -> int:
    """What `arriving` thousandths are worth that were found: the average, or the last cost."""
    if stock.quantity > 0:
        return nearest(stock.value * arriving, stock.quantity)
    return nearest(stock.last_cost * arriving, PER_UNIT)


def measured(quantity: int) -> str:
    """Thousandths as people write them: 2500 -> "2,5", 1000 -> "1", -250 -> "-0,25"."""
    whole, part = divmod(abs(quantity), PER_UNIT)
    rest = f",{part:03d}".rstrip("0") if part else ""
    return f"{'-' if quantity < 0 else ''}{grouped(whole)}{rest}"


TYPED = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,3}))?", re.ASCII)


def read_quantity(typed: str) -> int | None:
    """Thousandths from what people type: "12", "1.250", "0,25"; None for anything else."""
    found = TYPED.fullmatch(typed.strip()[:20])
    if found is None:
        return None
    quantity = int(found[1].replace(".", "")) * PER_UNIT + int((found[2] or "").ljust(3, "0"))
    return quantity if quantity <= MOST else None


def even_prices(price: int, quantity: int) -> tuple[int, int]:
    """The nearest prices of `quantity` thousandths that are whole rupiah for one unit.

    Both are `price` where it is one.
    """
    step = quantity // gcd(quantity, PER_UNIT)
    lower = price // step * step
    return lower, price if lower == price else lower + step


def is_code(tidied: str) -> bool:
    """Whether a scanner could read this."""
    return re.fullmatch(CODE.strip("^$"), tidied, re.ASCII) is not None
