"""How many each choice of a filter would leave: all of them in one question."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.utils import timezone

from klinik.directory.models import Pesantren, Product
from klinik.directory.search.filters import (
    COOPERATIVE,
    VERIFIED,
    Condition,
    Conditions,
    pesantren_conditions,
    product_conditions,
    valid_papers,
)
from klinik.directory.search.queries import ranked_pesantren, ranked_products

Counts = dict[str, dict[str, int]]
# Among more than these nobody chooses by a number, and counting would make the page wait.
MOST = 10_000
# Every value that somebody chose is a parameter of the query set behind `base`; the rest is ours.
QUESTION = (
    "WITH base AS MATERIALIZED ({base}), held AS ({held})"
    " SELECT 'all', '', count(*) FROM base UNION ALL {parts}"
)
PART = "SELECT '{name}', found.* FROM ({part}) found"
OF_PESANTREN = {
    "region": "SELECT r.code, count(*) FROM base JOIN directory_region r ON r.id = base.place"
    " WHERE {fits} GROUP BY 1",
    "cohort": "SELECT year::text, count(*) FROM base WHERE year IS NOT NULL AND {fits} GROUP BY 1",
    "sector": "SELECT m.sector, count(DISTINCT base.key) FROM base"
    " JOIN directory_product m ON m.pesantren_id = base.key AND m.retired_at IS NULL"
    " WHERE {fits} GROUP BY 1",
    "papers": "SELECT held.kind, count(*) FROM base"
    " JOIN held ON held.holder = base.key WHERE {fits} GROUP BY 1",
    "verified": "SELECT '1', count(*) FROM base WHERE verified AND {fits}",
    "cooperative": "SELECT '1', count(*) FROM base WHERE cooperative AND {fits}",
    "kind": "SELECT CASE WHEN invented THEN 'simulated' ELSE 'real' END, count(*) FROM base"
    " WHERE {fits} GROUP BY 1",
}
OF_PRODUCTS = {
    "region": OF_PESANTREN["region"],
    "sector": "SELECT kind_of, count(*) FROM base WHERE {fits} GROUP BY 1",
    "papers": OF_PESANTREN["papers"],
    "kind": OF_PESANTREN["kind"],
}


def pesantren_facets(*, text: str = "", **asked: Any) -> Counts:
    """For each filter the number of pesantren that each of its choices would leave.

    What else was chosen counts; nothing is counted where very many are left. Call `read_as` first.
    """
    rows = Pesantren.objects.all()
    shown = {
        "place": F("region_id"),
        "year": F("cohort_year"),
        "verified": _whether(VERIFIED),
        "cooperative": _whether(COOPERATIVE),
        "invented": F("is_simulated"),
    }
    rows = ranked_pesantren(rows, text) if text else rows
    return _counted(rows, shown, pesantren_conditions(asked), OF_PESANTREN, "product__pesantren")


def product_facets(*, text: str = "", **asked: Any) -> Counts:
    """The same for products."""
    rows: QuerySet[Product] = Product.objects.on_offer()
    shown = {
        "place": F("pesantren__region_id"),
        "kind_of": F("sector"),
        "invented": F("is_simulated"),
    }
    rows = ranked_products(rows, text) if text else rows
    return _counted(rows, shown, product_conditions(asked), OF_PRODUCTS, "product")


def _whether(condition: Condition) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _counted(
    rows: QuerySet[Any],
    shown: Mapping[str, Any],
    conditions: Conditions,
    facets: Mapping[str, str],
    holder: str,
) -> Counts:
    """One question: each facet is counted among what the other filters leave."""
    if rows.query.is_empty():  # a text without a word
        return {}
    fits = {f"fits_{name}": _whether(condition) for name, condition in conditions.items()}
    base = rows.order_by().values(key=F("pk"), **shown, **fits)[: MOST + 1]
    held = valid_papers(timezone.localdate()).order_by().values("kind", holder=F(holder)).distinct()
    parts = [
        PART.format(name=name, part=part.format(fits=_all(fits, but=name)))
        for name, part in facets.items()
    ]
    base_sql, base_values = base.query.sql_with_params()
    held_sql, held_values = held.query.sql_with_params()
    question = QUESTION.format(base=base_sql, held=held_sql, parts=" UNION ALL ".join(parts))
    with connection.cursor() as cursor:
        cursor.execute(question, [*base_values, *held_values])
        return _sorted_out(cursor.fetchall(), facets)


def _all(fits: Iterable[str], but: str) -> str:
    return " AND ".join(name for name in fits if name != f"fits_{but}") or "true"


def _sorted_out(found: list[tuple[str, str, int]], facets: Iterable[str]) -> Counts:
    counts: Counts = {name: {} for name in facets}
    for name, choice, number in found:
        if name == "all" and number > MOST:
            return {}
        if name != "all":
            counts[name][choice] = number
    return counts
