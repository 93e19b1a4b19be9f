"""What a group's table shows."""

from dataclasses import dataclass

from klinik.finance.counter.models import Collection, Group
from klinik.finance.members.models import Member
from klinik.finance.members.rules import HERE
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import accounts_of
from klinik.tenancy.models import TenantQuerySet

LATEST = 10


@dataclass(frozen=True)
class Payer:
    """A member of a group, and an account that they pay into, if they have one and are here."""

    member: Member
    savings: SavingsAccount | None

    @property
    def lacks_account(self) -> bool:
        """They could pay, if they had an account."""
        return self.savings is None and self.member.is_here

    @property
    def called(self) -> str:
        """Who pays, and for which goal: of these a member may have several."""
        if self.savings is None or not self.savings.purpose:
            return self.member.name
        return f"{self.member.name} · {self.savings.number} {self.savings.purpose}"


def payers(group: Group, product: SavingsProduct) -> list[Payer]:
    """The members of a group by name, each with their open accounts of the product.

    Who has none, or has left or died, stands there once and without one.
    """
    rows = group.places.filter(koppontren=group.koppontren).select_related("member__koppontren")
    places = list(rows)
    # By their numbers: joined through the group, a book without statistics took many seconds.
    members = [place.member_id for place in places]
    accounts = accounts_of(group.koppontren).filter(product=product, closed_on=None)
    held: dict[int, list[SavingsAccount | None]] = {}
    for savings in accounts.filter(member__in=members, member__standing__in=HERE):
        held.setdefault(savings.member_id, []).append(savings)
    return [
        Payer(place.member, savings)
        for place in places
        for savings in held.get(place.member_id, [None])
    ]


def collections_of(group: Group) -> TenantQuerySet[Collection]:
    """The latest collections of a group."""
    rows = Collection.objects.of(group.koppontren).filter(group=group)
    return rows.select_related("koppontren", "product", "by")[:LATEST]
