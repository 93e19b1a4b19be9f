"""What is asked about products alone."""

from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries.chart import open_controls
from klinik.finance.savings.models import ProductTerms, SavingsProduct
from klinik.finance.savings.product_rules import account_kind
from klinik.finance.savings.queries import today
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Offered(NamedTuple):
    """A product with what holds of it now, and how many accounts are open."""

    product: SavingsProduct
    nisbah: int | None
    amount: int | None
    accounts: int


def offered_products(koppontren: Koppontren) -> list[Offered]:
    """All products of a koppontren, in the order of their accounts."""
    terms = ProductTerms.objects.filter(product=OuterRef("pk"), since__lte=today(koppontren))
    latest = terms.order_by("-since", "-pk")
    products = SavingsProduct.objects.of(koppontren).select_related("control", "fee_account")
    rows: Any = products.annotate(
        nisbah=Subquery(latest.values("nisbah")[:1]),
        duty=Subquery(latest.values("amount")[:1]),
        open=Count("accounts", filter=Q(accounts__closed_on=None)),
    )
    return [Offered(row, row.nisbah, row.amount or row.duty, row.open) for row in rows]


def controls_for(koppontren: Koppontren, kind: str, akad: str) -> TenantQuerySet[Account]:
    """Accounts kept person by person that could hold such savings, and hold none yet."""
    used = SavingsProduct.objects.of(koppontren).values("control")
    return open_controls(koppontren, kind=account_kind(kind, akad)).exclude(pk__in=used)
