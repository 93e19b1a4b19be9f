"""What a table of goods can hold, by the headings under which people write it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from klinik.core.imports import Column

COLUMNS = (
    Column(
        "name", _("Name"),
        ("nama", "nama barang", "barang", "produk", "nama produk", "item", "name"),
        _("With its size, for example Air Mineral 600 ml."), "Air mineral 600 ml", is_needed=True,
    ),
    Column("price", _("Price"), ("harga", "harga jual", "jual", "harga umum"),
           _("Of one, in whole rupiah."), "3.500", is_needed=True),
    Column("barcode", _("Barcode"), ("barcode", "kode barcode", "kode", "kode barang", "sku"),
           _("Without one it gets a number for its shelf."), "2000000000015", is_number=True),
    Column("category", _("Category"), ("kategori", "jenis", "kelompok"),
           _("One of those that the pocket money knows; empty, the first of them."), "Jajan"),
    Column("unit_name", _("Counted by"), ("satuan", "unit", "sat"),
           _("pcs, pak, botol, kg, liter …; empty is pcs."), "pcs"),
    Column("there", _("Stock"), ("stok", "stock", "jumlah", "qty", "sisa", "stok awal"),
           _("How many there are now; empty for none."), "24"),
    Column("unit_cost", _("Cost of one"), ("modal", "harga beli", "beli", "hpp", "harga modal"),
           _("What one cost; needed where there is stock."), "2.300"),
    Column("member_price", _("Price for members"), ("harga anggota",), "", "3.300"),
    Column("wholesale_price", _("Price for many"), ("harga grosir", "grosir"), "", "3.200"),
    Column("wholesale_from", _("Many, from"), ("minimal grosir", "min grosir", "grosir mulai"),
           _("For example 12."), "24"),
    Column("low_at", _("Tell when as little as"), ("stok minimal", "minimum", "stok minimum"),
           _("Then it stands on the list of what to buy."), "12"),
)  # fmt: skip
EXAMPLE = "contoh (simulasi)"


def examples_of(columns: Sequence[Column]) -> list[dict[str, str]]:
    """An invented good, which says so."""
    row = {column.name: column.example for column in columns}
    return [row | {"name": "Contoh (simulasi) air mineral"}]
