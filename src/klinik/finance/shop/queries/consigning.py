"""Who lets us sell for them, and what they are owed."""

from klinik.finance.shop.models import Consignor
from klinik.tenancy.models import Koppontren, TenantQuerySet


def consignors_of(koppontren: Koppontren) -> TenantQuerySet[Consignor]:
    """The consignors, each with the account of what is owed."""
    rows = Consignor.objects.of(koppontren)
    return rows.select_related("koppontren", "shop__stock", "member", "account__unit")
