"""The goods as a table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.shop.models import Good, Purchase
from klinik.finance.shop.rules import PER_UNIT, measured
from klinik.tenancy.models import Koppontren

ORDER = order_by(
    {
        "nama": ("name", "number"),
        "nomor": ("number",),
        "kategori": ("category__name", "name", "number"),
        "harga": ("price", "number"),
        "stok": ("quantity", "number"),
        "nilai": ("value", "number"),
        "sejak": ("added_at", "number"),
    }
)


def in_units(quantity: int) -> int | str:
    """Thousandths as a cell: a number where they are whole units."""
    return quantity // PER_UNIT if quantity % PER_UNIT == 0 else measured(quantity)


def good_columns(koppontren: Koppontren, *, several: bool, costs: bool) -> list[Column[Good]]:
    """What a list says of a good; what it cost only to who keeps goods or reads the books."""

    def page_of(good: Good) -> str:
        return reverse("shop:good", args=[koppontren.slug, good.code])

    def seldom(key: str, name: object, value: object, **options: bool) -> Column[Good]:
        return Column(key, name, value, is_usual=False, **options)  # type: ignore[arg-type]

    of_costs = [
        Column("nilai", _("Stock value"), lambda g: g.value, is_money=True, total="value"),
        seldom("modal", _("Cost of one"), lambda g: g.unit_cost, is_money=True),
    ]
    return [
        Column("nama", _("Name"), lambda good: good.name, link=page_of),
        Column("nomor", _("Number"), lambda good: good.code, is_usual=False),
        Column("kategori", _("Category"), lambda good: good.category.name),
        *([Column("toko", _("Shop"), lambda good: good.shop.name)] if several else []),
        Column("harga", _("Price"), lambda good: good.price, is_money=True),
        Column(
            "stok",
            _("Stock"),
            lambda good: in_units(good.quantity),
            template="shop/_stock.html",
            is_number=True,
        ),
        *(of_costs if costs else []),
        seldom("anggota", _("Price for members"), lambda g: g.member_price, is_money=True),
        seldom("grosir", _("Price for many"), lambda g: g.wholesale_price, is_money=True),
        seldom("satuan", _("Counted by"), lambda good: good.unit_name),
        seldom("titipan", _("Consignor"), lambda good: str(good.consignor or "")),
        seldom("sejak", _("Added"), lambda good: good.added_at),
    ]


PURCHASE_ORDER = order_by(
    {
        "hari": ("on", "pk"),
        "pemasok": ("supplier__name", "on", "pk"),
        "jumlah": ("total", "pk"),
        "jatuh-tempo": ("due_on", "pk"),
    }
)


def purchase_columns(koppontren: Koppontren) -> list[Column[Purchase]]:
    """What a list says of a purchase."""

    def page_of(purchase: Purchase) -> str:
        return reverse("shop:purchase", args=[koppontren.slug, purchase.request_id])

    def paid(purchase: Purchase) -> str:
        place = purchase.paid_from
        return str(_("later")) if place is None else place.name

    return [
        Column("hari", _("Day"), lambda purchase: purchase.on, link=page_of),
        Column("pemasok", _("Bought from"), lambda p: p.supplier.name if p.supplier else ""),
        Column("nota", _("Receipt"), lambda purchase: purchase.paper, may_sort=False),
        Column("jumlah", _("Paid for it"), lambda p: p.total, is_money=True, total="total"),
        Column("dibayar", _("Paid from"), paid, may_sort=False),
        Column("jatuh-tempo", _("To be paid by"), lambda p: p.due_on, is_usual=False),
        Column("oleh", _("Recorded by"), lambda p: p.by.name, is_usual=False, may_sort=False),
    ]
