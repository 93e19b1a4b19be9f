"""How statements write amounts: below zero in brackets, as accountants do, on screen and paper."""

from django import template

from klinik.core.money import grouped

register = template.Library()


@register.filter
def bracketed(amount: int | None) -> str:
    """Whole rupiah without their sign: "1.234", below zero "(1.234)", zero a dash."""
    if amount is None:
        return ""
    if not amount:
        return "–"
    return f"({grouped(-amount)})" if amount < 0 else grouped(amount)
