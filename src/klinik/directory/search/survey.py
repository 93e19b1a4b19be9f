"""What a list page shows, in one question: how many, which of them, what each choice leaves."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone

from klinik.directory.models import Pesantren, Product
from klinik.directory.search.filters import (
    COOPERATIVE,
    PRODUCT_SORTS,
    SORTS,
    VERIFIED,
    Condition,
    Conditions,
    narrowed,
    pesantren_conditions,
    product_conditions,
    valid_papers,
)
from klinik.directory.search.queries import ranked_pesantren, ranked_products
from klinik.directory.search.text import EVERYTHING, read

Counts = dict[str, dict[str, int]]
# Of more than these nobody reads to the end or chooses by a number: ranking and counting all of
# them would make the page wait.
MOST = 2_000
# Every value that somebody chose is a parameter of the query set behind `base`; the rest is ours.
QUESTION = (
    "WITH base AS MATERIALIZED ({base}), held AS ({held})"
    " SELECT 'number', '', count(*) FROM base WHERE {fits}"
    " UNION ALL SELECT 'page', key::text, row_number() OVER (ORDER BY {order}) FROM"
    " (SELECT * FROM base WHERE {fits} ORDER BY {order} LIMIT {length} OFFSET {start}) shown"
    " UNION ALL {parts}"
)
PART = "SELECT '{name}', found.* FROM ({part}) found"
OF_PESANTREN = {
    "region": "SELECT r.code, count(*) FROM base JOIN directory_region r ON r.id = base.place"
    " WHERE {fits} GROUP BY 1",
    "cohort": "SELECT year::text, count(*) FROM base WHERE year IS NOT NULL AND {fits} GROUP BY 1",
    "sector": "SELECT sector, count(*) FROM (SELECT DISTINCT base.key, m.sector FROM base"
    " JOIN directory_product m ON m.pesantren_id = base.key AND m.retired_at IS NULL"
    " WHERE {fits}) kinds GROUP BY 1",
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


class Survey(NamedTuple):
    """How many were found, the keys of those on the page, and what each choice would leave."""

    number: int
    keys: list[int]
    counts: Counts


class Kind(NamedTuple):
    """What is surveyed: all in order, and roughly so; what of each is counted; what was chosen."""

    rows: QuerySet[Any]
    rough: QuerySet[Any]
    shown: Mapping[str, Any]
    conditions: Conditions
    facets: Mapping[str, str]
    holder: str  # how a paper leads to what is listed


def survey_pesantren(page: slice, *, text: str = "", sort: str = "", **asked: Any) -> Survey:
    """The pesantren of one page, and for each filter how many each of its choices would leave.

    What else was chosen counts; nothing is counted where very many are left. Call `read_as` first.
    """
    typed = read(text) if text else EVERYTHING
    every = Pesantren.objects.all()
    rows, rough = (ranked_pesantren(every, typed, is_rough=rough) for rough in (False, True))
    shown = {
        "place": F("region_id"),
        "year": F("cohort_year"),
        "verified": _whether(VERIFIED),
        "cooperative": _whether(COOPERATIVE),
        "invented": F("is_simulated"),
    }
    if sort:
        rows = rough = rows.order_by(*SORTS[sort])
    conditions = pesantren_conditions(asked)
    kind = Kind(rows, rough, shown, conditions, OF_PESANTREN, "product__pesantren")
    return _surveyed(kind, page)


def survey_products(page: slice, *, text: str = "", sort: str = "", **asked: Any) -> Survey:
    """The same for products."""
    typed = read(text) if text else EVERYTHING
    every = Product.objects.on_offer()
    rows, rough = (ranked_products(every, typed, is_rough=rough) for rough in (False, True))
    shown = {
        "place": F("pesantren__region_id"),
        "kind_of": F("sector"),
        "invented": F("is_simulated"),
    }
    if sort:
        rows = rough = rows.order_by(*PRODUCT_SORTS[sort])
    conditions = product_conditions(asked)
    return _surveyed(Kind(rows, rough, shown, conditions, OF_PRODUCTS, "product"), page)


def _whether(condition: Condition) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _surveyed(kind: Kind, page: slice) -> Survey:
    if kind.rows.query.is_empty():  # a text without a word
        return Survey(0, [], {})
    number = kind.rows.count()
    if number > MOST:
        return _of_very_many(kind, page, number)
    with connection.cursor() as cursor:
        cursor.execute(*_question(kind, page))
        return _sorted_out(cursor.fetchall(), kind.facets)


def _of_very_many(kind: Kind, page: slice, number: int) -> Survey:
    """Without counts, and in a rough order unless the filters leave few."""
    rows = narrowed(kind.rows, kind.conditions)
    number = rows.count() if kind.conditions else number
    if number > MOST:
        rows = narrowed(kind.rough, kind.conditions)
    return Survey(number, list(rows.values_list("pk", flat=True)[page]), {})


def _question(kind: Kind, page: slice) -> tuple[str, list[Any]]:
    """One question: the page is of what fits all, each facet of what the other filters leave."""
    fits = {f"fits_{name}": _whether(condition) for name, condition in kind.conditions.items()}
    keys, order = _order(kind.rows)
    base = kind.rows.order_by().values(key=F("pk"), **kind.shown, **fits, **keys)
    papers = valid_papers(timezone.localdate()).order_by()
    held = papers.values("kind", holder=F(kind.holder)).distinct()
    parts = [
        PART.format(name=name, part=part.format(fits=_left(fits, name)))
        for name, part in kind.facets.items()
    ]
    base_sql, base_values = base.query.sql_with_params()
    held_sql, held_values = held.query.sql_with_params()
    question = QUESTION.format(
        base=base_sql,
        held=held_sql,
        fits=_all(fits),
        order=order,
        length=int(page.stop - page.start),
        start=int(page.start),
        parts=" UNION ALL ".join(parts),
    )
    return question, [*base_values, *held_values]


def _order(rows: QuerySet[Any]) -> tuple[dict[str, Any], str]:
    """What rows are ordered by as columns of `base`, and how PostgreSQL sorts by these."""
    keys: dict[str, Any] = {}
    order = []
    for place, by in enumerate(rows.query.order_by):
        name, turned = f"order_{place}", _turned(by)
        keys[name] = turned.expression
        last = " NULLS LAST" if turned.nulls_last else ""
        order.append(f"{name}{' DESC' if turned.descending else ''}{last}")
    return keys, ", ".join(order)


def _turned(by: Any) -> OrderBy:
    """An expression or a name, as `order_by` takes them, with its direction."""
    if isinstance(by, str):
        by = F(by.removeprefix("-")).desc() if by.startswith("-") else F(by)
    return by if isinstance(by, OrderBy) else OrderBy(by)


def _left(fits: Iterable[str], facet: str) -> str:
    """A choice takes the place of the one before it, but of papers every one chosen is held."""
    return _all(fits) if facet == "papers" else _all(fits, but=facet)


def _all(fits: Iterable[str], but: str = "") -> str:
    return " AND ".join(name for name in fits if name != f"fits_{but}") or "true"


def _sorted_out(found: list[tuple[str, str, int]], facets: Iterable[str]) -> Survey:
    said: dict[str, dict[str, int]] = {name: {} for name in ("number", "page", *facets)}
    for name, choice, value in found:
        said[name][choice] = value
    places = said["page"]
    keys = [int(key) for key in sorted(places, key=lambda key: places[key])]
    return Survey(said["number"][""], keys, {name: said[name] for name in facets})
