"""How many pesantren published a figure, and how their figures lie."""

from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from klinik.directory.models import Indicator, IndicatorQuerySet, Reading
from klinik.directory.opened.queries import public_readings
from klinik.directory.rules import Spread, spread_of


def catalogue() -> IndicatorQuerySet:
    """All indicators; each knows `read_of`, how many pesantren published a figure of it.

    Call `read_as` first.
    """
    published = public_readings().filter(indicator=OuterRef("pk")).order_by()
    counted = published.values("indicator").annotate(n=Count("pesantren", distinct=True))
    number = Subquery(counted.values("n"), output_field=IntegerField())
    rows: IndicatorQuerySet = Indicator.objects.select_related("aspect").annotate(
        read_of=Coalesce(number, Value(0))
    )
    return rows


class Published(NamedTuple):
    """The latest published figure of each pesantren, counted and spread out."""

    number: int
    spread: Spread | None
    has_simulated: bool


def published(indicator: Indicator) -> Published:
    """How the latest published figures lie, one of each pesantren; call `read_as` first."""
    rows: QuerySet[Reading] = (
        public_readings(indicator=indicator.code)
        .order_by("pesantren_id", "-on", "-pk")
        .distinct("pesantren_id")
    )
    latest = list(rows.values_list("value", "is_simulated"))
    return Published(
        number=len(latest),
        spread=spread_of([value for value, _is in latest], whole=indicator.is_rupiah),
        has_simulated=any(is_simulated for _value, is_simulated in latest),
    )
