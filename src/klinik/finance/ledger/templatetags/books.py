"""What pages of the rooms below show of a book."""

from django import template

from klinik.finance.ledger.queries import units_of
from klinik.tenancy.models import Koppontren

register = template.Library()


@register.simple_tag
def unit_names(koppontren: Koppontren) -> list[str]:
    """The business units of its book; none before it is opened. Only inside the tenant."""
    return [unit.name for unit in units_of(koppontren)]
