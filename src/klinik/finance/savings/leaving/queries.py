"""What leaving would pay out, and what stands in the way of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from klinik.core.errors import DomainError
from klinik.finance.ledger.queries.details import debits_in
from klinik.finance.members.models import Member
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.leaving.rules import StillBlocked
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of

Obstacle = Callable[[Member], list[DomainError]]
_obstacles: list[Obstacle] = []


def ask_before_leaving(obstacle: Obstacle) -> None:
    """Let a room (financing, shop) say what a member still owes; called once, as its app starts.

    What it answers are refusals whose sentence says the way out.
    """
    _obstacles.append(obstacle)


Notice = Callable[[Sequence[SavingsAccount]], list[str]]
_notices: list[Notice] = []


def tell_before_closing(notice: Notice) -> None:
    """Let an app above say what these accounts lose when they are closed; called once each."""
    _notices.append(notice)


def told_before_closing(accounts: Sequence[SavingsAccount]) -> list[str]:
    """What somebody should know before these accounts are closed; nothing of it forbids it."""
    return [sentence for notice in _notices for sentence in notice(accounts)]


@dataclass(frozen=True, slots=True)
class Settlement:
    """A member's accounts, what they hold together in rupiah, and what stands in the way."""

    accounts: list[SavingsAccount]
    obstacles: list[DomainError]

    @property
    def total(self) -> int:
        """What is paid out."""
        return sum(savings.account.balance for savings in self.accounts)


def settlement_of(member: Member) -> Settlement:
    """What leaving today would pay out."""
    accounts = list(accounts_of(member.koppontren).filter(member=member))
    obstacles: list[DomainError] = [
        StillBlocked(savings.number, reason=reason)
        for savings in accounts
        if (reason := str(getattr(savings, "blocked", "") or ""))
    ]
    for obstacle in _obstacles:
        obstacles += obstacle(member)
    return Settlement([row for row in accounts if not row.account.closed], obstacles)


def departure_of(member: Member) -> Departure | None:
    """How the member left, if they did."""
    rows = Departure.objects.of(member.koppontren).filter(member=member)
    return rows.select_related("by", "member", "koppontren").first()


class PaidOut(NamedTuple):
    """An account of somebody who left, and what it held, in rupiah."""

    savings: SavingsAccount
    amount: int


def paid_out(departure: Departure) -> list[PaidOut]:
    """What each account held, as the entry of the departure says."""
    held = accounts_of(departure.koppontren).filter(member=departure.member)
    amounts = debits_in(departure.koppontren, departure.entry_number or 0)
    return [PaidOut(savings, amounts.get(savings.account_id, 0)) for savings in held]
