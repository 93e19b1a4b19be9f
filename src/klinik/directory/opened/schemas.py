"""The shape in which public facts are handed to programs; no contact person is among them."""

from datetime import date, datetime

from django.conf import settings
from ninja import Schema

from klinik.directory.models import Indicator, Partner, Pesantren, Product, Reading
from klinik.directory.regions.queries import RegionFigures


def address_of(path: str) -> str:
    """The whole address of a page of ours."""
    return f"{settings.ORIGIN}{path}"


class PesantrenOut(Schema):
    """What is known of a pesantren; `source` stands behind what names no other."""

    slug: str
    name: str
    page: str
    nspp: str
    region: str
    region_name: str
    district: str
    village: str
    address: str
    postcode: str
    latitude: float | None
    longitude: float | None
    santri: int | None
    santri_on: date | None
    cohort: int | None
    pillars: list[str]
    website: str
    phone: str
    email: str
    instagram: str
    marketplaces: list[str]
    about: str
    source: str
    checked_on: date | None
    checked_by: str
    is_simulated: bool
    updated_at: datetime

    @classmethod
    def of(cls, row: Pesantren) -> "PesantrenOut":
        """The public facts of one pesantren; `region` is fetched with it."""
        return cls(
            slug=row.slug,
            name=row.name,
            page=address_of(row.get_absolute_url()),
            nspp=row.nspp,
            region=row.region.code,
            region_name=str(row.region),
            district=row.district,
            village=row.village,
            address=row.address,
            postcode=row.postcode,
            latitude=None if row.latitude is None else float(row.latitude),
            longitude=None if row.longitude is None else float(row.longitude),
            santri=row.santri,
            santri_on=row.santri_on,
            cohort=row.cohort_year,
            pillars=row.pillars,
            website=row.website,
            phone=row.phone,
            email=row.email,
            instagram=row.instagram,
            marketplaces=row.marketplaces,
            about=row.about,
            source=row.source,
            checked_on=row.verified_on if row.is_verified else None,
            checked_by=row.verified_as if row.is_verified else "",
            is_simulated=row.is_simulated,
            updated_at=row.updated_at,
        )


class ProductOut(Schema):
    """What a pesantren makes or sells; `papers` are the legality papers that hold today."""

    number: int
    name: str
    page: str
    pesantren: str
    pesantren_name: str
    region: str
    region_name: str
    sector: str
    category: str
    price: int | None
    price_unit: str
    capacity: int | None
    capacity_unit: str
    capacity_period: str
    papers: list[str]
    source: str
    is_simulated: bool

    @classmethod
    def of(cls, row: Product) -> "ProductOut":
        """One product, fetched by `all_products`."""
        return cls(
            number=row.pk,
            name=row.name,
            page=address_of(row.get_absolute_url()),
            pesantren=row.pesantren.slug,
            pesantren_name=row.pesantren.name,
            region=row.pesantren.region.code,
            region_name=str(row.pesantren.region),
            sector=row.sector,
            category=row.category,
            price=row.price,
            price_unit=row.price_unit,
            capacity=row.capacity,
            capacity_unit=row.capacity_unit,
            capacity_period=row.capacity_period,
            papers=sorted(paper.kind for paper in row.valid),  # type: ignore[attr-defined]
            source=row.source,
            is_simulated=row.is_simulated,
        )


class RegionOut(Schema):
    """A kabupaten or kota by its BPS code, with what the directory counts there today."""

    code: str
    name: str
    page: str
    pesantren: int
    pesantren_real: int
    pesantren_checked: int
    cooperatives: int
    products: int
    santri: int
    santri_known_of: int

    @classmethod
    def of(cls, row: RegionFigures) -> "RegionOut":
        """One region with its figures."""
        return cls(
            code=row.region.code,
            name=str(row.region),
            page=address_of(row.region.get_absolute_url()),
            pesantren=row.pesantren,
            pesantren_real=row.real,
            pesantren_checked=row.verified,
            cooperatives=row.cooperative,
            products=row.products,
            santri=row.santri,
            santri_known_of=row.counted,
        )


class PartnerOut(Schema):
    """Who helps pesantren: one of the five kinds of the pentahelix."""

    slug: str
    name: str
    page: str
    kind: str
    is_lender: bool
    region: str
    about: str
    website: str
    source: str
    is_verified: bool
    is_simulated: bool

    @classmethod
    def of(cls, row: Partner) -> "PartnerOut":
        """One partner; without a region it works in the whole province."""
        return cls(
            slug=row.slug,
            name=row.name,
            page=address_of(row.get_absolute_url()),
            kind=row.kind,
            is_lender=row.is_lender,
            region=row.region.code if row.region else "",
            about=row.about,
            website=row.website,
            source=row.source,
            is_verified=row.verified_at is not None,
            is_simulated=row.is_simulated,
        )


class IndicatorOut(Schema):
    """Something that is measured, in one unit."""

    code: str
    name: str
    page: str
    unit: str
    aspect: str
    about: str
    method: str
    better: str
    may_be_negative: bool
    is_from_books: bool
    source: str
    retired_on: date | None

    @classmethod
    def of(cls, row: Indicator) -> "IndicatorOut":
        """One indicator, fetched with its aspect."""
        return cls(
            code=row.code,
            name=str(row),
            page=address_of(row.get_absolute_url()),
            unit=row.shown_unit,
            aspect=row.aspect.code if row.aspect else "",
            about=row.shown_about,
            method=row.shown_method,
            better=row.better,
            may_be_negative=row.may_be_negative,
            is_from_books=row.is_from_books,
            source=row.source,
            retired_on=row.retired_on,
        )


class ReadingOut(Schema):
    """A figure that was read and may be told: what, of whom, how much, when, and who says so.

    `value` is a decimal number in words of digits, so that nothing of it is lost.
    """

    number: int
    pesantren: str
    indicator: str
    value: str
    unit: str
    period: str
    on: date
    origin: str
    source: str
    is_simulated: bool

    @classmethod
    def of(cls, row: Reading) -> "ReadingOut":
        """One public reading, fetched with its pesantren and indicator."""
        return cls(
            number=row.pk,
            pesantren=row.pesantren.slug,
            indicator=row.indicator.code,
            value=f"{row.value:f}".rstrip("0").rstrip("."),
            unit=row.unit,
            period=row.period,
            on=row.on,
            origin=row.origin,
            source=row.source,
            is_simulated=row.is_simulated,
        )
