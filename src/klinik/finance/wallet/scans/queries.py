"""Which cards were shown."""

from klinik.finance.wallet.scans.models import Scan
from klinik.tenancy.models import Koppontren, TenantQuerySet


def scans_of(koppontren: Koppontren) -> TenantQuerySet[Scan]:
    """Cards that were shown, with whose they are, the latest first."""
    return Scan.objects.of(koppontren).select_related("card__wallet__member")
