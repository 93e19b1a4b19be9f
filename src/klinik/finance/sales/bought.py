"""What was bought by an entry, for the wallet below that paid it."""

from collections.abc import Mapping, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from klinik.finance.sales.models import Sale, SaleLine
from klinik.finance.shop.rules import measured
from klinik.finance.wallet.rooms import Told
from klinik.tenancy.models import Koppontren

SAID = 3  # goods of one sale that are named


def bought(koppontren: Koppontren, numbers: Sequence[int]) -> Mapping[int, Told]:
    """The goods of those of these entries that are sales, with the way to their receipts."""
    lines = SaleLine.objects.of(koppontren).select_related("good").order_by("n")
    rows = Sale.objects.of(koppontren).filter(entry_number__in=numbers)
    sales = rows.select_related("koppontren").prefetch_related(Prefetch("lines", lines))
    return {sale.entry_number: Told(_words(sale), sale.get_absolute_url()) for sale in sales}


def _words(sale: Sale) -> str:
    lines = list(sale.lines.all())
    goods = ", ".join(f"{line.good.name} {measured(line.quantity)}" for line in lines[:SAID])
    if len(lines) > SAID:
        goods = _("%(goods)s and %(many)s more") % {"goods": goods, "many": len(lines) - SAID}
    return _("brought back: %(goods)s") % {"goods": goods} if sale.returns_id else goods
