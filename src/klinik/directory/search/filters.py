"""What the directory can be narrowed down by: one condition each, so that they can be counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from klinik.directory.models import Paper, Pesantren, Product

Condition = Q | Exists
Conditions = dict[str, Condition]
VERIFIED = Q(verified_on__isnull=False, is_changed_since=False)
# The cooperative stands in a room above; its row is public, and so is that there is one.
COOPERATIVE = Q(koppontren__isnull=False)


def valid_papers(on: date) -> QuerySet[Paper]:
    """The legality papers that hold on this day."""
    lasting = Q(valid_until=None) | Q(valid_until__gte=on)
    return Paper.objects.filter(lasting, replaced_at=None, product__retired_at=None)


def pesantren_conditions(asked: Mapping[str, Any]) -> Conditions:
    """A condition for each filter that was chosen, by the filter's name."""
    conditions: Conditions = {}
    if region := asked.get("region"):
        conditions["region"] = Q(region__code=region)
    if (cohort := asked.get("cohort")) is not None:
        conditions["cohort"] = Q(cohort_year=cohort)
    if sector := asked.get("sector"):
        made = Product.objects.on_offer().filter(pesantren=OuterRef("pk"), sector=sector)
        conditions["sector"] = Exists(made)
    if papers := asked.get("papers"):
        conditions["papers"] = _with_papers(papers, "product__pesantren")
    if asked.get("is_verified"):
        conditions["verified"] = VERIFIED
    if asked.get("has_cooperative"):
        conditions["cooperative"] = COOPERATIVE
    if (simulated := asked.get("is_simulated")) is not None:
        conditions["kind"] = Q(is_simulated=simulated)
    return conditions


def product_conditions(asked: Mapping[str, Any]) -> Conditions:
    """The same for products: where they come from, what they are, what papers they hold."""
    conditions: Conditions = {}
    if region := asked.get("region"):
        conditions["region"] = Q(pesantren__region__code=region)
    if sector := asked.get("sector"):
        conditions["sector"] = Q(sector=sector)
    if papers := asked.get("papers"):
        conditions["papers"] = _with_papers(papers, "product")
    if (simulated := asked.get("is_simulated")) is not None:
        conditions["kind"] = Q(is_simulated=simulated)
    return conditions


def _with_papers(kinds: Sequence[str], holder: str) -> Q:
    """Whoever holds a valid paper of every kind that was chosen."""
    held = Q()
    for kind in kinds:
        rows = valid_papers(timezone.localdate()).filter(kind=kind)
        held &= Q(pk__in=rows.values(holder))
    return held


def narrowed(rows: QuerySet[Any], conditions: Conditions) -> QuerySet[Any]:
    """The rows for which every condition holds."""
    for condition in conditions.values():
        rows = rows.filter(condition)
    return rows


SORTS: dict[str, tuple[Any, ...]] = {
    "name": ("name", "pk"),
    "new": ("-updated_at", "name", "pk"),
    "santri": (F("santri").desc(nulls_last=True), "name", "pk"),
}
PRODUCT_SORTS: dict[str, tuple[Any, ...]] = {
    "name": ("name", "pk"),
    "cheap": (F("price").asc(nulls_last=True), "name", "pk"),
    "dear": (F("price").desc(nulls_last=True), "name", "pk"),
}


def all_pesantren() -> QuerySet[Pesantren]:
    """Pesantren as a list shows them: with region and products."""
    return Pesantren.objects.select_related("region").prefetch_related(
        Prefetch("products", Product.objects.on_offer())
    )


def all_products() -> QuerySet[Product]:
    """Products still made, as a list shows them: with maker, place and valid papers."""
    papers = Prefetch("papers", queryset=valid_papers(timezone.localdate()), to_attr="valid")
    made = Product.objects.on_offer().select_related("pesantren__region")
    return made.prefetch_related(papers, "photos")
