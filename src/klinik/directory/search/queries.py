"""Who and what is found: the best first, and quick among forty thousand."""

from collections.abc import Sequence

from django.db.models import QuerySet

from klinik.directory.models import Pesantren, Product
from klinik.directory.search.filters import (
    PRODUCT_SORTS,
    SORTS,
    all_pesantren,
    all_products,
    narrowed,
    pesantren_conditions,
    product_conditions,
)
from klinik.directory.search.text import Asked, Behind, Found, read

IN_ORDER = ("is_simulated", "name", "pk")  # the real ones first


def found_pesantren(
    *,
    text: str = "",
    region: str = "",
    sector: str = "",
    cohort: int | None = None,
    papers: Sequence[str] = (),
    is_verified: bool = False,
    has_cooperative: bool = False,
    is_simulated: bool | None = None,
    sort: str = "",
) -> QuerySet[Pesantren]:
    """Pesantren that fit all that was asked, the best first: names, then products, then places.

    Without a text the real ones come first. A text without any letter or digit finds nothing.
    `papers` are kinds of legality paper of which some product holds a valid one each. With papers,
    call `read_as` first.
    """
    asked = {
        "region": region,
        "sector": sector,
        "cohort": cohort,
        "papers": papers,
        "is_verified": is_verified,
        "has_cooperative": has_cooperative,
        "is_simulated": is_simulated,
    }
    rows = narrowed(all_pesantren(), pesantren_conditions(asked))
    rows = ranked_pesantren(rows, read(text)) if text else rows.order_by(*IN_ORDER)
    return rows.order_by(*SORTS[sort]) if sort else rows


def found_products(
    *,
    text: str = "",
    region: str = "",
    sector: str = "",
    papers: Sequence[str] = (),
    is_simulated: bool | None = None,
    sort: str = "",
) -> QuerySet[Product]:
    """Products that fit all that was asked, the best first; with papers, call `read_as` first."""
    asked = {"region": region, "sector": sector, "papers": papers, "is_simulated": is_simulated}
    rows = narrowed(all_products(), product_conditions(asked))
    rows = ranked_products(rows, read(text)) if text else rows.order_by(*IN_ORDER)
    return rows.order_by(*PRODUCT_SORTS[sort]) if sort else rows


def ranked_pesantren(
    rows: QuerySet[Pesantren], asked: Asked, *, is_rough: bool = False
) -> QuerySet[Pesantren]:
    """Of these the ones that the text finds, whole words before beginnings.

    Roughly, for those that nobody reads to the end: only names before all else.
    """
    if asked.is_anything:
        return rows.order_by(*IN_ORDER)
    if asked.beginnings is None or asked.whole is None:
        return rows.none()
    finer = (Behind("document", asked.whole), Behind("made", asked.beginnings))
    return rows.filter(Found("document", asked.beginnings)).order_by(
        Behind("names", asked.beginnings), *(() if is_rough else finer), *IN_ORDER
    )


def ranked_products(
    rows: QuerySet[Product], asked: Asked, *, is_rough: bool = False
) -> QuerySet[Product]:
    """Of these the ones still made that the text finds: by name, then by kind, maker and place."""
    rows = rows.filter(retired_at=None)
    if asked.is_anything:
        return rows.order_by(*IN_ORDER)
    if asked.beginnings is None or asked.whole is None:
        return rows.none()
    finer = (Behind("products", asked.whole),)
    return rows.filter(Found("products", asked.beginnings)).order_by(
        Behind("product names", asked.beginnings), *(() if is_rough else finer), *IN_ORDER
    )
