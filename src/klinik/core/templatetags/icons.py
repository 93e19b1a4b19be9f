"""Icons of the sprite, one tag."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache  # a page has some fifty, and there are few of them
def icon(name: str, css: str = "") -> SafeString:
    """One icon of tools/icons.txt, an ornament: the words beside it say what it means."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"icon {css}".strip(),
        static("klinik/icons.svg"),
        name,
    )
