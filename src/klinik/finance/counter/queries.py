"""What a teller needs to see of whoever stands at the counter."""

from collections.abc import Sequence
from dataclasses import dataclass

from klinik.finance.ledger.queries.latest import LatestLine, latest_lines
from klinik.finance.members.models import Member
from klinik.finance.members.queries import find_members
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of
from klinik.finance.tills.models import Drawer, DrawerKind, Shift
from klinik.finance.tills.queries import in_use, own_shifts
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

SHOWN = 10  # members of one search; more are found by typing more
LATEST = 5


def found_members(koppontren: Koppontren, typed: str) -> tuple[list[Member], bool]:
    """Whom somebody may mean who types this, at most ten, and whether there are more.

    A whole number means its member alone, though longer numbers begin with it.
    """
    exact = (
        Member.objects.of(koppontren)
        .select_related("koppontren")
        .filter(number=typed.strip().upper())
        .first()
    )
    if exact:
        return [exact], False
    found = list(
        find_members(koppontren, typed)
        .select_related("koppontren")
        .order_by("name", "number")[: SHOWN + 1]
    )
    return found[:SHOWN], len(found) > SHOWN


def has_members(koppontren: Koppontren) -> bool:
    """Whether there is anybody to be served."""
    return Member.objects.of(koppontren).exists()


@dataclass(frozen=True)
class Customer:
    """A member at the counter: what the accounts hold, and the last entries of all of them."""

    member: Member
    accounts: Sequence[SavingsAccount]
    latest: Sequence[tuple[SavingsAccount, LatestLine]]

    @property
    def served(self) -> list[SavingsAccount]:
        """The accounts into or out of which cash may go over the counter: none of who is gone."""
        if not self.member.is_here:
            return []
        return [a for a in self.accounts if a.may_deposit or a.may_withdraw]


def customer(koppontren: Koppontren, number: str) -> Customer:
    """Everything the teller's page shows of a member. Raises Member.DoesNotExist."""
    member = Member.objects.of(koppontren).get(number=number)
    accounts = list(accounts_of(koppontren).filter(member=member))
    by_account = {savings.account_id: savings for savings in accounts}
    ledger = [savings.account for savings in accounts]
    latest = latest_lines(koppontren, ledger, limit=LATEST) if ledger else []
    return Customer(member, accounts, [(by_account[line.account.pk], line) for line in latest])


@dataclass(frozen=True)
class Place:
    """Where the cash of a teller goes: their open drawer, if there are drawers at all."""

    shift: Shift | None
    has_drawers: bool

    @property
    def drawer(self) -> Drawer | None:
        """The drawer itself."""
        return self.shift.drawer if self.shift else None

    @property
    def is_ready(self) -> bool:
        """Cash may come and go."""
        return self.shift is not None or not self.has_drawers


def place_of(koppontren: Koppontren, teller: User) -> Place:
    """Where this teller works now."""
    shift = own_shifts(koppontren, teller).filter(kind=DrawerKind.TILL).first()
    drawers = in_use(koppontren).filter(kind=DrawerKind.TILL)
    return Place(shift, has_drawers=shift is not None or drawers.exists())
