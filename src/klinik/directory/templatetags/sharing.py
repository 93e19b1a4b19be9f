"""What the head of a page says to search engines and to whoever is shown its address."""

import json
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from klinik.directory.models import Pesantren, Product, Region
from klinik.directory.opened.schemas import address_of
from klinik.directory.sharing import structure

register = template.Library()
Shown = Pesantren | Product | Region
# A browser never runs a block of data, so the content security policy has nothing to forbid; but no
# text in it may end the block.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.inclusion_tag("directory/_sharing.html", takes_context=True)
def sharing(context: dict[str, Any], shown: Shown) -> dict[str, Any]:
    """Canonical address, Open Graph with our own picture, and structured data."""
    path = shown.get_absolute_url()
    return {
        "title": str(shown),
        "about": _about(shown),
        "url": address_of(path),
        "picture": address_of(f"{path}gambar.png"),
        "programme": context.get("programme"),
        "is_simulated": getattr(shown, "is_simulated", False),
        "structured": structured(shown),
    }


@register.simple_tag
def whatsapp_address(shown: Shown) -> str:
    """Where WhatsApp asks whom to send this page to."""
    words = f"{shown}: {address_of(shown.get_absolute_url())}"
    return f"https://wa.me/?text={quote(words, safe='')}"


def structured(shown: Shown) -> SafeString:
    """The block of structured data: what it is, and the way to it."""
    return data_block([_structure(shown), structure.trail(_trail(shown))])


def data_block(graph: list[structure.Structure]) -> SafeString:
    """These facts as search engines read them, for the head of a page."""
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    harmless = mark_safe(text.translate(ESCAPES))  # noqa: S308
    return format_html('<script type="application/ld+json">{}</script>', harmless)


def _structure(shown: Shown) -> structure.Structure:
    if isinstance(shown, Pesantren):
        return structure.of_pesantren(shown)
    if isinstance(shown, Product):
        return structure.of_product(shown)
    return structure.of_region(shown)


def _trail(shown: Shown) -> structure.Trail:
    first = (_("Pesantren"), reverse("directory:pesantren_list"))
    here = (str(shown), shown.get_absolute_url())
    if isinstance(shown, Product):
        maker = (str(shown.pesantren), shown.pesantren.get_absolute_url())
        return [first, maker, here]
    if isinstance(shown, Region):
        return [first, (_("Regions"), reverse("directory:region_list")), here]
    return [first, (str(shown.region), shown.region.get_absolute_url()), here]


def _about(shown: Shown) -> str:
    if isinstance(shown, Product):
        return f"{shown.pesantren}, {shown.pesantren.region}"
    if isinstance(shown, Region):
        return _("Pesantren, products and figures of %(region)s") % {"region": shown}
    return shown.about[:200] or str(shown.region)
