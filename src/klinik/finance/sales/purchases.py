"""What members bought in a year, less what they brought back: their business with the shop.

Nothing is booked here. How much of the SHU goes by it, the RAT decides (UU 25/1992 art. 45).
"""

from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Min, Q, Sum, When

from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member
from klinik.finance.members.queries import find_members
from klinik.finance.own.rooms import Purchases
from klinik.finance.sales.models import Sale
from klinik.tenancy.models import Koppontren, TenantQuerySet

MANY = Count("pk", filter=Q(returns=None))
SUM = Sum(Case(When(returns=None, then=F("total")), default=-F("total")))


def in_year(koppontren: Koppontren, year: int) -> TenantQuerySet[Sale]:
    """What was sold and brought back between New Year and New Year's Eve."""
    return Sale.objects.of(koppontren).filter(
        sold_on__gte=date(year, 1, 1), sold_on__lte=date(year, 12, 31)
    )


def by_member(koppontren: Koppontren, year: int, typed: str = "") -> Any:
    """One row for each member who bought: `many` purchases, `sum` in whole rupiah less returns."""
    rows = in_year(koppontren, year).filter(member__isnull=False)
    if typed.strip():
        rows = rows.filter(member__in=find_members(koppontren, typed))
    of = ("member", "member__number", "member__name", "member__category")
    return rows.order_by().values(*of).annotate(many=MANY, sum=SUM)


def of_member(member: Member) -> Purchases | None:
    """What one of them bought this year so far; nothing without a purchase."""
    year = today_in(member.koppontren).year
    found = in_year(member.koppontren, year).filter(member=member).aggregate(many=MANY, sum=SUM)
    return Purchases(year, found["many"], found["sum"]) if found["sum"] is not None else None


def years_sold(koppontren: Koppontren) -> list[int]:
    """The years in which something was sold, the latest first; at least this one."""
    first = Sale.objects.of(koppontren).aggregate(first=Min("sold_on"))["first"]
    now = today_in(koppontren).year
    return list(range(now, min(first.year if first else now, now) - 1, -1))
