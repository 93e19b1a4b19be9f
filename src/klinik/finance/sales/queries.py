"""What a till keeps on the device, and questions about sales."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Prefetch, Sum, When

from klinik.finance.sales.models import Concern, How, Payment, Refused, Sale, SaleLine
from klinik.finance.shop.models import Barcode, Good, Shop
from klinik.finance.tills.models import DrawerKind, Shift
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, Membership, TenantQuerySet
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right

THAT_SELL = [role for role, rights in KOPPONTREN_RIGHTS.items() if Right.SELL in rights]


def shops_in_use(koppontren: Koppontren) -> TenantQuerySet[Shop]:
    """The shops in which something is sold, by name."""
    rows = Shop.objects.of(koppontren).filter(is_used=True)
    return rows.select_related("unit").order_by("name")


def own_till(koppontren: Koppontren, user: User) -> Shift | None:
    """The shift of the shop's drawer on which this person works now."""
    rows = Shift.objects.of(koppontren).filter(teller=user, closed_at=None, kind=DrawerKind.SHOP)
    return rows.select_related("drawer__account__unit").first()


def catalogue(shop: Shop) -> list[dict[str, Any]]:
    """The goods that are sold, as a till keeps them, with every code a scanner may read."""
    codes = Prefetch("barcodes", Barcode.objects.of(shop.koppontren).order_by("pk"))
    goods = Good.objects.of(shop.koppontren).filter(shop=shop, ended_at=None)
    return [
        {
            "id": good.pk,
            "name": good.name,
            "unit": good.unit_name,
            "category": good.category.name,
            "price": good.price,
            "member_price": good.member_price,
            "wholesale_price": good.wholesale_price,
            "wholesale_from": good.wholesale_from,
            "stock": good.quantity,
            "codes": [
                {"code": one.code, "quantity": one.quantity, "price": one.price}
                for one in good.barcodes.all()
            ],
        }
        for good in goods.select_related("category").prefetch_related(codes).order_by("name")
    ]


def recorded(koppontren: Koppontren, requests: Iterable[UUID]) -> set[UUID]:
    """Which of these sales stand in the books already."""
    rows = Sale.objects.of(koppontren).filter(request_id__in=set(requests))
    return set(rows.values_list("request_id", flat=True))


def known_sellers(koppontren: Koppontren, people: Iterable[int]) -> set[int]:
    """Who of these people sells, or sold, in this koppontren."""
    rows = Membership.objects.filter(
        koppontren=koppontren, user__in=set(people), role__in=THAT_SELL
    )
    return set(rows.values_list("user", flat=True))


def sales_of(koppontren: Koppontren) -> TenantQuerySet[Sale]:
    """Sales with what a list shows of them, the latest first."""
    rows = Sale.objects.of(koppontren).select_related("koppontren", "shop", "cashier", "member")
    return rows.prefetch_related(Prefetch("payments", Payment.objects.of(koppontren)))


def receipt_of(koppontren: Koppontren, number: int) -> Sale | None:
    """One sale with everything on its receipt."""
    lines = SaleLine.objects.of(koppontren).select_related("good").order_by("n")
    rows = sales_of(koppontren).select_related("wallet", "returns__koppontren")
    concerns = Concern.objects.of(koppontren).select_related("good", "settled_by").order_by("pk")
    rows = rows.prefetch_related(Prefetch("lines", lines))
    rows = rows.prefetch_related(Prefetch("concerns", concerns))
    return rows.filter(entry_number=number).first()


def waiting_concerns(koppontren: Koppontren) -> TenantQuerySet[Concern]:
    """What nobody has looked at yet, the oldest first."""
    rows = Concern.objects.of(koppontren).filter(settled_at=None).order_by("pk")
    rows = rows.select_related("sale__koppontren", "sale__cashier", "sale__member", "good")
    return rows.select_related("sale__wallet__owed_account")


def waiting_refused(koppontren: Koppontren) -> TenantQuerySet[Refused]:
    """Sales that are not in the books and that nobody has looked at yet, the oldest first."""
    rows = Refused.objects.of(koppontren).filter(settled_at=None, entry_number=None)
    return rows.select_related("cashier", "sent_by").order_by("pk")


def refused_one(koppontren: Koppontren, key: int) -> Refused | None:
    """A sale that was refused, by its key, also one that was settled."""
    return Refused.objects.of(koppontren).select_related("koppontren").filter(pk=key).first()


def one_of(koppontren: Koppontren, key: int) -> Concern | None:
    """A concern by its key, also one that was settled."""
    rows = Concern.objects.of(koppontren).select_related("koppontren", "sale__wallet__owed_account")
    return rows.filter(pk=key).first()


@dataclass(frozen=True)
class Brought:
    """What a shift's sales brought: how many, and whole rupiah by way of paying, less returns."""

    many: int
    ways: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """All ways together."""
        return sum(amount for _how, amount in self.ways)


def sold_by_way(koppontren: Koppontren, shift: Shift) -> Brought:
    """What was sold at a till while somebody held it, also what arrived after it was counted."""
    return brought_by(koppontren, [shift])[shift.pk]


def brought_by(koppontren: Koppontren, shifts: Sequence[Shift]) -> dict[int, Brought]:
    """The same of many shifts, by their keys, in two questions."""
    sold = Sale.objects.of(koppontren).filter(shift__in=shifts).order_by()
    many = dict(sold.values_list("shift").annotate(many=Count("pk")))
    signed = Case(When(sale__returns=None, then=F("amount")), default=-F("amount"))
    parts = Payment.objects.of(koppontren).filter(sale__shift__in=shifts).order_by()
    ways: dict[int, dict[str, int]] = defaultdict(dict)
    for key, how, amount in parts.values_list("sale__shift", "how").annotate(sum=Sum(signed)):
        ways[key][how] = amount
    return {
        one.pk: Brought(
            many.get(one.pk, 0),
            [(str(how.label), ways[one.pk][how]) for how in How if how in ways[one.pk]],
        )
        for one in shifts
    }


def shifts_of_shops(koppontren: Koppontren) -> TenantQuerySet[Shift]:
    """Shifts of shops' tills, the latest first."""
    rows = Shift.objects.of(koppontren).filter(kind=DrawerKind.SHOP).order_by("-pk")
    return rows.select_related("drawer__koppontren", "drawer__account", "teller")


def waiting(concern: Concern) -> Concern:
    """The concern as it stands now, with all that settling it asks for."""
    rows = (
        Concern.objects.of(concern.koppontren)
        .select_related(
            "koppontren",
            "sale__koppontren",
            "sale__wallet__account__unit",
            "sale__shop__difference__unit",
        )
        .select_related("sale__wallet__owed_account__unit")
    )
    return rows.select_for_update(of=["self"]).get(pk=concern.pk)
