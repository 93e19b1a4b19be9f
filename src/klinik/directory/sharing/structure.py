"""What search engines read of a page: the words of schema.org, public facts alone."""

from typing import Any

from klinik.directory.models import Pesantren, Product, Region
from klinik.directory.opened.schemas import address_of

Structure = dict[str, Any]
Trail = list[tuple[str, str]]


def of_pesantren(row: Pesantren) -> Structure:
    """A pesantren as an educational organization."""
    place = {
        "@type": "PostalAddress",
        "streetAddress": row.address,
        "addressLocality": ", ".join(filter(None, (row.village, row.district))),
        "addressRegion": str(row.region),
        "postalCode": row.postcode,
        "addressCountry": "ID",
    }
    lies = row.latitude is not None and row.longitude is not None
    return _said(
        {
            "@type": "EducationalOrganization",
            "name": row.name,
            "url": address_of(row.get_absolute_url()),
            "description": row.about,
            "identifier": row.nspp,
            "address": _said(place),
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": float(row.latitude or 0),
                "longitude": float(row.longitude or 0),
            }
            if lies
            else None,
            "telephone": f"+{row.phone}" if row.phone else "",
            "email": row.email,
            "sameAs": [
                *filter(None, [row.website]),
                *([f"https://www.instagram.com/{row.instagram}/"] if row.instagram else []),
                *row.marketplaces,
            ],
        }
    )


def of_product(row: Product) -> Structure:
    """A product with its maker, and its price where there is one."""
    offer = {"@type": "Offer", "price": row.price, "priceCurrency": "IDR"}
    maker = row.pesantren
    return _said(
        {
            "@type": "Product",
            "name": row.name,
            "url": address_of(row.get_absolute_url()),
            "category": f"{row.sector}, {row.category}",
            "manufacturer": {
                "@type": "EducationalOrganization",
                "name": maker.name,
                "url": address_of(maker.get_absolute_url()),
            },
            "offers": offer if row.price is not None else None,
        }
    )


def of_region(row: Region) -> Structure:
    """A region of the province."""
    return {
        "@type": "AdministrativeArea",
        "name": str(row),
        "url": address_of(row.get_absolute_url()),
    }


def trail(steps: Trail) -> Structure:
    """The way to a page as its head line shows it: names with their addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address_of(path)}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def _said(structure: Structure) -> Structure:
    """Without what is not known."""
    return {name: value for name, value in structure.items() if value not in ("", None, [])}
