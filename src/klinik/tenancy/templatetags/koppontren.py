"""The panel of a pesantren's cooperative, for pages of the rooms below."""

from typing import Any

from django import template
from django.utils import timezone

from klinik.directory.models import Aspect, Pesantren, Region
from klinik.tenancy.facts.queries import public_koppontren
from klinik.tenancy.models import Office
from klinik.tenancy.offices import queries as offices

register = template.Library()


@register.inclusion_tag("tenancy/_koppontren.html", takes_context=True)
def koppontren_panel(context: dict[str, Any], pesantren: Pesantren) -> dict[str, Any]:
    """What is public of the cooperative; for those who may, the way to make one."""
    return {
        "pesantren": pesantren,
        "koppontren": public_koppontren(pesantren),
        "nav": context.get("nav"),
        "today": timezone.localdate(),
    }


@register.simple_tag
def regional_offices(region: Region) -> list[Office]:
    """The offices that answer for this region."""
    return list(Office.objects.filter(region=region))


@register.simple_tag
def office_of(aspect: Aspect) -> Office | None:
    """The office that takes this aspect today."""
    return offices.office_of(aspect)
