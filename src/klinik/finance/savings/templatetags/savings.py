"""How the figures of savings are written."""

from decimal import Decimal

from django import template

from klinik.core.templatetags.klinik import angka

register = template.Library()


@register.filter
def percent(points: int | None) -> str:
    """Basis points as a percentage without its sign: 4050 -> "40,5"."""
    return "" if points is None else angka(Decimal(points) / 100)
