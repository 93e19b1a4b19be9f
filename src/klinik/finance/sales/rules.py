"""What a sale comes to; pure. PostgreSQL reckons the same (`sql/record.sql`)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from klinik.core.money import MAX_AMOUNT
from klinik.finance.shop.rules import amount_for

MOST_LINES = 200  # of one sale
MOST_SALES = 100  # sent at once
MOST_QUANTITY = 10**9  # thousandths: a thousand tons


def fingerprint_of(said: Sequence[Any]) -> str:
    """What was sent, as 64 characters."""
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """One good as the till sold it: thousandths, rupiah for a whole unit, rupiah off."""

    good: int
    quantity: int
    price: int
    discount: int = 0

    @property
    def amount(self) -> int:
        """What it comes to in whole rupiah."""
        return amount_for(self.quantity, self.price) - self.discount


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of the money: how, and how many rupiah."""

    how: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A sale as a device sends it; moments are by the device's clock.

    `cashier` is who sold it (a person's number), `drawer` the code of the drawer where cash went,
    `card` what the card says, `pin` what its holder typed, `member` the number of a member who
    bought. `is_void`: the till gives up a sale of which it heard nothing. `synced_at`: what the
    server's clock said when the device heard of it last before the sale.
    """

    request_id: UUID
    shop: int
    device: str
    cashier: int
    said_at: datetime
    is_offline: bool
    lines: Sequence[Line]
    payments: Sequence[Paid]
    drawer: str = ""
    card: str = ""
    member: str = ""
    pin: str = ""
    discount: int = 0
    given: int = 0
    is_void: bool = False
    synced_at: datetime | None = None

    @property
    def total(self) -> int:
        """What is to be paid, in whole rupiah."""
        return sum(line.amount for line in self.lines) - self.discount

    @property
    def is_in_bounds(self) -> bool:
        """No line and no sum that no book holds, and each way of paying once."""
        amounts = [line.amount + line.discount for line in self.lines]
        ways = {part.how for part in self.payments}
        return sum(amounts) <= MAX_AMOUNT and len(ways) == len(self.payments)

    @property
    def fingerprint(self) -> str:
        """What the device sent, as one number; not whether it was sent late, nor by whom.

        `synced_at` only bounds the moment, as the moment of sending does.
        """
        said: list[Any] = [
            self.shop,
            self.device,
            self.cashier,
            int(self.said_at.timestamp() * 1000),
            self.drawer,
            self.card,
            self.member,
            self.discount,
            self.given,
            [[one.good, one.quantity, one.price, one.discount] for one in self.lines],
            [[one.how, one.amount] for one in self.payments],
        ]
        return fingerprint_of(said)
