"""Whose table it is, and which goods its rows mean."""

from uuid import UUID

from klinik.core.imports.models import Import
from klinik.core.imports.queries import own
from klinik.finance.shop.intake.rules import Said
from klinik.finance.shop.models import Barcode, Good, Move, Shop
from klinik.tenancy.models import Koppontren


def tables_of(koppontren: Koppontren) -> str:
    """The kind of import that tables of this koppontren's goods are."""
    return f"goods {koppontren.pk}"


def own_table(koppontren: Koppontren, owner: int, number: UUID) -> Import | None:
    """The table that this person sent for this koppontren."""
    try:
        row = own(owner, number)
    except Import.DoesNotExist:
        return None
    return row if row.kind == tables_of(koppontren) else None


class Known:
    """The goods that a shop has, by what a row can know them again."""

    def __init__(self, shop: Shop) -> None:
        goods = Good.objects.of(shop.koppontren).filter(shop=shop).order_by("pk")
        self.by_name = {good.name.casefold(): good for good in goods if good.is_sold}
        codes = Barcode.objects.of(shop.koppontren).filter(shop=shop).select_related("good")
        self.by_code = {row.code: row.good for row in codes}
        moves = Move.objects.of(shop.koppontren).filter(good__shop=shop)
        self.moved = set(moves.values_list("good", flat=True).distinct())

    def meant(self, said: Said) -> Good | None:
        """The good that a row means: by its barcode, or by its name; None for a new one."""
        by_code = self.by_code.get(said.barcode) if said.barcode else None
        return by_code or self.by_name.get(said.name.casefold())

    def is_untouched(self, good: Good) -> bool:
        """Nothing of it ever came or went, so what the table says of its stock is the first."""
        return good.pk not in self.moved and good.quantity == 0
