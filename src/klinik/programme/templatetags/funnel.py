"""Words of the secretariat's view."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klinik.core.templatetags.klinik import angka

register = template.Library()


@register.filter
def days(number: int | None) -> str:
    """Working days in words; where nothing was measured yet, that."""
    if number is None:
        return _("not known yet")
    return ngettext("%(n)s working day", "%(n)s working days", number) % {"n": angka(number)}
