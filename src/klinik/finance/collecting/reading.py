"""What a phone sends, read line by line: one receipt that is none spoils no other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from klinik.core.clocks import LATEST
from klinik.core.keys import DerivedKey, from_outside
from klinik.finance.collecting.commands import Slip
from klinik.finance.collecting.rules import MOST

LONGEST_NUMBER = 20  # characters of an account


class Unreadable(Exception):
    """This is nothing that a phone of ours sends."""


@dataclass(frozen=True)
class Sent:
    """What came from a phone: whose it is, its clock, each receipt (None: what is none)."""

    person: int
    sent_at: datetime
    slips: list[tuple[str, Slip | None]]


def read_sent(body: bytes) -> Sent:
    """What was sent. Raises Unreadable."""
    try:
        asked = json.loads(body)
        rows = asked["receipts"]
        sent_at, person = _moment(asked["sent_at"]), asked["person"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(rows, list) or len(rows) > MOST or type(person) is not int:
        raise Unreadable
    return Sent(person, sent_at, [_read(row) for row in rows])


def _read(row: Any) -> tuple[str, Slip | None]:
    said = str(row.get("request_id", ""))[:40] if isinstance(row, Mapping) else ""
    try:
        account, amount = row["account"], row["amount"]
        if type(amount) is not int or not 0 < amount < 2**63 or not isinstance(account, str):
            return said, None
        if "\0" in account or len(account) > LONGEST_NUMBER:
            return said, None
        account.encode()  # half a character is none, and nothing that PostgreSQL looks up
        key = from_outside(UUID(row["request_id"]))
        return said, Slip(key, account, amount, _moment(row["taken_at"]))
    except (ValueError, TypeError, KeyError, AttributeError, DerivedKey):
        return said, None


def _moment(said: Any) -> datetime:
    """A moment in milliseconds since 1970, as JavaScript says it. Raises ValueError."""
    if type(said) is not int or not 0 <= said < LATEST:
        raise ValueError(said)
    return datetime.fromtimestamp(said / 1000, UTC)
