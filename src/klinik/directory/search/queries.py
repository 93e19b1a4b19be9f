"""Who and what is found: the best first, and quick among forty thousand."""

from django.db.models import Exists, OuterRef, QuerySet

from klinik.directory.models import Pesantren, Product
from klinik.directory.search.text import Behind, Found, read

IN_ORDER = ("is_simulated", "name", "pk")  # the real ones first


def found_pesantren(
    *,
    text: str = "",
    region: str = "",
    sector: str = "",
    cohort: int | None = None,
    is_simulated: bool | None = None,
) -> QuerySet[Pesantren]:
    """Pesantren that fit all that was asked, the best first: names, then products, then places.

    Without a text the real ones come first. A text without any letter or digit finds nothing.
    """
    rows = Pesantren.objects.select_related("region").prefetch_related("products")
    if region:
        rows = rows.filter(region__code=region)
    if cohort is not None:
        rows = rows.filter(cohort_year=cohort)
    if is_simulated is not None:
        rows = rows.filter(is_simulated=is_simulated)
    if sector:
        made = Product.objects.filter(pesantren=OuterRef("pk"), sector=sector)
        rows = rows.filter(Exists(made))
    return ranked_pesantren(rows, text) if text else rows.order_by(*IN_ORDER)


def ranked_pesantren(rows: QuerySet[Pesantren], text: str) -> QuerySet[Pesantren]:
    """Of these the ones that the text finds, whole words before beginnings."""
    asked = read(text)
    if asked.is_anything:
        return rows.order_by(*IN_ORDER)
    if asked.beginnings is None or asked.whole is None:
        return rows.none()
    return rows.filter(Found("document", asked.beginnings)).order_by(
        Behind("names", asked.beginnings),
        Behind("document", asked.whole),
        Behind("made", asked.beginnings),
        *IN_ORDER,
    )


def ranked_products(rows: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Of these the ones that the text finds: by name, then by kind, maker and place."""
    asked = read(text)
    if asked.is_anything:
        return rows.order_by(*IN_ORDER)
    if asked.beginnings is None or asked.whole is None:
        return rows.none()
    return rows.filter(Found("products", asked.beginnings)).order_by(
        Behind("product names", asked.beginnings),
        Behind("products", asked.whole),
        *IN_ORDER,
    )
