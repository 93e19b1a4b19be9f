"""The public directory for programs: the same questions as its pages, without signing in."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from klinik.directory.models import Indicator, Paper, Partner, Pesantren
from klinik.directory.opened.cursors import LARGEST, Code, Cursor, Limit, Words, page_of
from klinik.directory.opened.queries import public_readings
from klinik.directory.opened.schemas import (
    IndicatorOut,
    PartnerOut,
    PesantrenOut,
    ProductOut,
    ReadingOut,
    RegionOut,
)
from klinik.directory.partners.queries import found_partners
from klinik.directory.regions.queries import regions_with_figures
from klinik.directory.search.filters import all_products
from klinik.directory.search.queries import found_pesantren, found_products
from klinik.people.access import read_as

router = Router(tags=["directory"], auth=None)
PaperKind = Literal["nib", "pirt", "bpom", "halal", "merek", "sni", "haccp"]
assert set(PaperKind.__args__) == set(Paper.Kind.values)  # type: ignore[attr-defined]
Kind = Literal["real", "simulated"]


class Found(Schema):
    """One page: `next` is the cursor of the page behind it, null on the last."""

    next: str | None


class PesantrenPage(Found):
    """One page of pesantren."""

    results: list[PesantrenOut]


class ProductPage(Found):
    """One page of products."""

    results: list[ProductOut]


class PartnerPage(Found):
    """One page of partners."""

    results: list[PartnerOut]


class IndicatorPage(Found):
    """One page of indicators."""

    results: list[IndicatorOut]


class ReadingPage(Found):
    """One page of public figures."""

    results: list[ReadingOut]


class Narrowed(Schema):
    """What pesantren and products are both narrowed down by, as on their pages."""

    q: Words = ""
    region: Code = ""
    sector: Words = ""
    papers: list[PaperKind] = []
    kind: Kind | None = None

    def asked(self) -> dict[str, Any]:
        """What the search is asked for."""
        return {
            "text": self.q,
            "region": self.region,
            "sector": self.sector,
            "papers": self.papers,
            "is_simulated": None if self.kind is None else self.kind == "simulated",
        }


class PesantrenFilter(Narrowed):
    """The filters of the list of pesantren."""

    cohort: Annotated[int, Field(ge=1900, le=2100)] | None = None
    checked: bool = False
    cooperative: bool = False

    def asked(self) -> dict[str, Any]:
        """What `found_pesantren` is asked for."""
        return super().asked() | {
            "cohort": self.cohort,
            "is_verified": self.checked,
            "has_cooperative": self.cooperative,
        }


class PartnerFilter(Schema):
    """The filters of the list of partners."""

    q: Words = ""
    kind: Code = ""
    offers: Code = ""
    aspect: Code = ""
    region: Code = ""


class ReadingFilter(Schema):
    """Whose figures, and of what."""

    pesantren: Code = ""
    indicator: Code = ""


@router.get("/pesantren", response=PesantrenPage)
def list_pesantren(
    request: HttpRequest, narrowed: Query[PesantrenFilter], cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Pesantren that fit all that was asked, the first entered first."""
    read_as(None)
    rows = found_pesantren(**narrowed.asked()).prefetch_related(None)
    return page_of(rows, PesantrenOut.of, cursor=cursor, limit=limit)


@router.get("/pesantren/{slug:slug}", response=PesantrenOut)
def get_pesantren(request: HttpRequest, slug: Path[str]) -> PesantrenOut:
    """One pesantren by the last word of its page's address."""
    rows = Pesantren.objects.select_related("region")
    return PesantrenOut.of(get_object_or_404(rows, slug=slug))


@router.get("/products", response=ProductPage)
def list_products(
    request: HttpRequest, narrowed: Query[Narrowed], cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Products that fit all that was asked, the first entered first."""
    read_as(None)
    rows = found_products(**narrowed.asked())
    return page_of(rows, ProductOut.of, cursor=cursor, limit=limit)


@router.get("/products/{int:number}", response=ProductOut)
def get_product(request: HttpRequest, number: Annotated[int, Path(ge=0, le=LARGEST)]) -> ProductOut:
    """One product by its number."""
    read_as(None)
    return ProductOut.of(get_object_or_404(all_products(), pk=number))


@router.get("/regions", response=list[RegionOut])
def list_regions(request: HttpRequest) -> list[RegionOut]:
    """All regions of the province in the order of their BPS codes."""
    return [RegionOut.of(row) for row in regions_with_figures()]


@router.get("/partners", response=PartnerPage)
def list_partners(
    request: HttpRequest, narrowed: Query[PartnerFilter], cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Partners of the pentahelix that fit all that was asked."""
    asked = narrowed.dict()
    rows = found_partners(text=asked.pop("q"), **asked)
    return page_of(rows, PartnerOut.of, cursor=cursor, limit=limit)


@router.get("/partners/{slug:slug}", response=PartnerOut)
def get_partner(request: HttpRequest, slug: Path[str]) -> PartnerOut:
    """One partner by the last word of its page's address."""
    rows = Partner.objects.select_related("region")
    return PartnerOut.of(get_object_or_404(rows, slug=slug))


@router.get("/indicators", response=IndicatorPage)
def list_indicators(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """What is measured."""
    return page_of(
        Indicator.objects.select_related("aspect"), IndicatorOut.of, cursor=cursor, limit=limit
    )


@router.get("/readings", response=ReadingPage)
def list_readings(
    request: HttpRequest, narrowed: Query[ReadingFilter], cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """The figures that everybody may know; a withdrawn one is not among them."""
    read_as(None)
    rows = public_readings(**narrowed.dict())
    return page_of(rows, ReadingOut.of, cursor=cursor, limit=limit)
