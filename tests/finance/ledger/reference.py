"""A ledger in plain Python, written from the rules and not from the SQL.

Slow, in memory, one book. It shares no line with the product: it has its own order of refusals, its
own legs between units, its own fingerprints and links.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

Line = tuple[int, int, int]  # account, debit, credit
EPOCH = date(2000, 1, 1)
LARGEST = 10**15


@dataclass
class Place:
    """An account: its unit, the sign of its normal side (debit 1, credit -1), what it took."""

    unit: str
    sign: int
    may_overdraw: bool = False
    parent: int | None = None
    is_control: bool = False
    is_result: bool = False
    closed: bool = False
    debits: int = 0
    credits: int = 0


@dataclass(frozen=True)
class Asked:
    """One entry as it is asked for; `lines` are as the caller says them."""

    key: UUID
    lines: tuple[Line, ...]
    kind: str = "fee"
    on: date | None = None
    value_on: date | None = None
    reverses: int | None = None


@dataclass(frozen=True)
class Written:
    """An entry as it must stand in the journal."""

    number: int
    asked: Asked
    on: date


@dataclass
class Ledger:
    """One book. `between` names the account in which a unit keeps what another one owes it."""

    places: dict[int, Place]
    between: dict[tuple[str, str], int]
    today: date
    closed_through: date | None = None
    journal: list[Written] = field(default_factory=list)

    def post(self, asked: Asked) -> int | str:
        """The number of the entry, or the code of the refusal."""
        asked = replace(asked, lines=asked.lines + self._between_units(asked.lines))
        for entry in self.journal:
            if entry.asked.key == asked.key:
                return entry.number if entry.asked == asked else "request_reused"
        day = self._day(asked)
        refused = (
            self._refuse_lines(asked.lines)
            or self._refuse_head(asked, day)
            or self._refuse_undoing(asked)
            or self._refuse_accounts(asked.lines)
        )
        if refused:
            return refused
        for account, debit, credit in asked.lines:
            self.places[account].debits += debit
            self.places[account].credits += credit
        self.journal.append(Written(len(self.journal) + 1, asked, day))
        return len(self.journal)

    def close_account(self, account: int) -> str:
        """Close what holds nothing, of no year either, and has no open details."""
        place = self.places[account]
        has_open = any(p.parent == account and not p.closed for p in self.places.values())
        if place.debits != place.credits or has_open:
            return "account_not_empty"
        if place.is_result and self._holds_of_a_year(account):
            return "year_not_closed_out"
        place.closed = True
        return "closed"

    def _holds_of_a_year(self, account: int) -> bool:
        nets: dict[int, int] = {}
        for written in self.journal:
            for one, debit, credit in written.asked.lines:
                if one == account:
                    year = written.on.year
                    nets[year] = nets.get(year, 0) + debit - credit
        return any(nets.values())

    def close_period(self, through: date) -> str:
        """No entry is booked through this day any more."""
        if self.closed_through is not None and through <= self.closed_through:
            return "already_closed"
        self.closed_through = through
        return "closed"

    def months(self) -> dict[tuple[int, date], tuple[int, int]]:
        """Debits and credits by account and month, added up from the journal."""
        sums: defaultdict[tuple[int, date], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for entry in self.journal:
            for account, debit, credit in entry.asked.lines:
                debits, credits_ = sums[account, entry.on.replace(day=1)]
                sums[account, entry.on.replace(day=1)] = (debits + debit, credits_ + credit)
        return dict(sums)

    def _between_units(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        excess: defaultdict[str, int] = defaultdict(int)
        for account, debit, credit in lines:
            if account in self.places:
                excess[self.places[account].unit] += debit - credit
        over = [unit for unit in excess if excess[unit] > 0]
        under = [unit for unit in excess if excess[unit] < 0]
        if len(over) != 1 or len(under) != 1:
            return ()
        amount = min(excess[over[0]], -excess[under[0]])
        owes, owned = self.between[over[0], under[0]], self.between[under[0], over[0]]
        return (owned, amount, 0), (owes, 0, amount)

    def _day(self, asked: Asked) -> date:
        if asked.on is not None:
            return asked.on
        if asked.value_on is None:
            return self.today
        if self.closed_through is None:
            return asked.value_on
        return max(asked.value_on, self.closed_through + timedelta(days=1))

    def _refuse_lines(self, lines: Sequence[Line]) -> str:
        sides = [(debit, credit) for _account, debit, credit in lines]
        if len(lines) > 1000:
            return "too_many_lines"
        if len(lines) < 2:
            return "too_few_lines"
        if not all(sorted(side)[0] == 0 < sorted(side)[1] <= LARGEST for side in sides):
            return "bad_amount"
        if sum(debit for debit, _ in sides) != sum(credit for _, credit in sides):
            return "not_balanced"
        return "one_account_only" if len({account for account, *_ in lines}) == 1 else ""

    def _refuse_head(self, asked: Asked, day: date) -> str:
        if " " in asked.kind or day < date(1970, 1, 1):
            return "not_an_entry"
        is_closed = self.closed_through is not None and day <= self.closed_through
        return "period_closed" if is_closed else ""

    def _refuse_undoing(self, asked: Asked) -> str:
        if asked.reverses is None:
            return ""
        if any(
            entry.asked.reverses is not None
            for entry in self.journal[max(asked.reverses - 1, 0) : max(asked.reverses, 0)]
        ):
            return "undoes_another"
        if not 1 <= asked.reverses <= len(self.journal):
            return "nothing_to_reverse"
        if any(entry.asked.reverses == asked.reverses for entry in self.journal):
            return "already_reversed"
        undone = self.journal[asked.reverses - 1].asked.lines
        mirror = tuple((account, credit, debit) for account, debit, credit in undone)
        return "" if asked.lines == mirror else "reversal_differs"

    def _refuse_accounts(self, lines: Sequence[Line]) -> str:
        moves: defaultdict[int, int] = defaultdict(int)
        for account, debit, credit in lines:
            moves[account] += debit - credit
        if any(account not in self.places for account in moves):
            return "account_unknown"
        if any(self.places[account].is_control for account in moves):
            return "account_is_control"
        if any(self.places[account].closed for account in moves):
            return "account_closed"
        for account, move in moves.items():
            place = self.places[account]
            held = place.sign * (place.debits - place.credits + move)
            if held < 0 and not place.may_overdraw:
                return "overdrawn"
        return ""


def fingerprint(asked: Asked) -> bytes:
    """What the request says, hashed as an auditor would without PostgreSQL."""
    parts = [
        asked.kind,
        "-" if asked.on is None else str((asked.on - EPOCH).days),
        "-" if asked.reverses is None else str(asked.reverses),
        *(",".join(str(line[n]) for line in asked.lines) for n in range(3)),
    ]
    if asked.value_on is not None:
        parts.append(f"happened {(asked.value_on - EPOCH).days}")
    return sha256("|".join(parts).encode()).digest()


def link(before: bytes, koppontren: int, entry: Written, at: datetime, by: int) -> bytes:
    """The entry's link in the chain after the link `before`."""
    micros = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    whole = b"".join(
        [
            before,
            koppontren.to_bytes(8, "big", signed=True),
            entry.number.to_bytes(8, "big", signed=True),
            fingerprint(entry.asked),
            entry.asked.key.bytes,
            (entry.on - EPOCH).days.to_bytes(4, "big", signed=True),
            micros.to_bytes(8, "big", signed=True),
            by.to_bytes(8, "big", signed=True),
        ]
    )
    return sha256(whole).digest()
