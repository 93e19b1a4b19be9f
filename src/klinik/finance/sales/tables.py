"""What was sold, and what members bought, as tables."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.members.choices import Category
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


PURCHASES = order_by(
    {
        "nama": ("member__name", "member"),
        "nomor": ("member__number", "member"),
        "kali": ("many", "member"),
        "jumlah": ("sum", "member"),
    }
)


def purchase_columns(koppontren: Koppontren, year: int) -> list[Column[dict[str, Any]]]:
    """Whose purchases, how often, for how much; the number of times leads to the sales."""
    sales = reverse("sales:list", args=[koppontren.slug])

    def theirs(row: dict[str, Any]) -> str:
        return f"{sales}?anggota={row['member__number']}&tahun={year}"

    def page(row: dict[str, Any]) -> str:
        return reverse("members:member", args=[koppontren.slug, row["member__number"]])

    return [
        Column("nama", _("Member"), lambda row: row["member__name"], link=page),
        Column("nomor", _("Number"), lambda row: row["member__number"]),
        Column(
            "golongan",
            _("Category"),
            lambda row: str(Category(row["member__category"]).label),
            is_usual=False,
            may_sort=False,
        ),
        Column("kali", _("How often"), lambda row: row["many"], is_number=True, link=theirs),
        Column("jumlah", _("Less returns"), lambda row: row["sum"], is_money=True, total="sum"),
    ]
