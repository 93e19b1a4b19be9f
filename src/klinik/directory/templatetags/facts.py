"""The facts of a pesantren, for the templates that show them."""

from django import template

from klinik.directory.facts import Fact, facts_of
from klinik.directory.models import Pesantren

register = template.Library()


@register.simple_tag
def facts(pesantren: Pesantren) -> list[Fact]:
    """What is known of it, with source and day."""
    return facts_of(pesantren)
