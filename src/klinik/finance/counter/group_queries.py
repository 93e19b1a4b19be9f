"""What a group's table shows."""

from dataclasses import dataclass

from klinik.finance.counter.models import Collection, Group
from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import accounts_of
from klinik.tenancy.models import TenantQuerySet

LATEST = 10


@dataclass(frozen=True)
class Payer:
    """A member of a group, and the account that they pay into, if they have one."""

    member: Member
    savings: SavingsAccount | None


def payers(group: Group, product: SavingsProduct) -> list[Payer]:
    """The members of a group by name, each with their account of the product."""
    rows = group.places.filter(koppontren=group.koppontren).select_related("member__koppontren")
    places = list(rows)
    # By their numbers: joined through the group, a book without statistics took many seconds.
    members = [place.member_id for place in places]
    accounts = accounts_of(group.koppontren).filter(product=product, member__in=members)
    by_member = {savings.member_id: savings for savings in accounts}
    return [Payer(place.member, by_member.get(place.member_id)) for place in places]


def collections_of(group: Group) -> TenantQuerySet[Collection]:
    """The latest collections of a group."""
    rows = Collection.objects.of(group.koppontren).filter(group=group)
    return rows.select_related("koppontren", "product", "by")[:LATEST]
