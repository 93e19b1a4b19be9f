"""How much of a good, as people write it."""

from django import template

from klinik.finance.shop import rules

register = template.Library()


@register.filter
def banyak(quantity: int | None) -> str:
    """Thousandths of a unit: 2500 -> "2,5"; nothing is a dash."""
    return "–" if quantity is None else rules.measured(quantity)
