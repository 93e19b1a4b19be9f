"""What was sold as a table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.sales.models import How, Sale
from klinik.tenancy.models import Koppontren

ORDER = order_by(
    {
        "nomor": ("entry_number",),
        "waktu": ("sold_at", "entry_number"),
        "jumlah": ("total", "entry_number"),
        "kasir": ("cashier__name", "entry_number"),
    }
)


def sale_columns(koppontren: Koppontren) -> list[Column[Sale]]:
    """Number, moment, shop, cashier, buyer, ways of paying, total."""

    def receipt(sale: Sale) -> str:
        return reverse("sales:sale", args=[koppontren.slug, sale.entry_number])

    def ways(sale: Sale) -> str:
        return ", ".join(str(How(part.how).label) for part in sale.payments.all())

    return [
        Column("nomor", _("Sales receipt"), lambda sale: str(sale.entry_number), link=receipt),
        Column("waktu", _("Sold on"), lambda sale: sale.sold_on),
        Column("toko", _("Shop"), lambda sale: sale.shop.name, may_sort=False, is_usual=False),
        Column("kasir", _("Cashier"), lambda sale: sale.cashier.name),
        Column("pembeli", _("Buyer"), lambda s: s.member.name if s.member else "", may_sort=False),
        Column("cara", _("Paid by"), ways, may_sort=False),
        Column("jumlah", _("Total"), lambda sale: sale.signed_total, is_money=True),
    ]
