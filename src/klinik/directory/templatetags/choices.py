"""The choices of a filter: a list page draws some seventy, too many for a loop of a template."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
OPTION = '<option value="{}"{}>{}{}</option>'
PICK = '<label><input type="{}" name="{}" id="id_{}_{}" value="{}"{}><span>{}</span>{}</label>'


@register.simple_tag
def options(of: Mapping[str, Any]) -> SafeString:
    """The options of a select, each with how many it would leave."""
    return format_html_join(
        "",
        OPTION,
        (
            (one.value, _state(one.state, "selected"), one.label, one.left and f" ({one.left})")
            for one in of["choices"]
        ),
    )


@register.simple_tag
def picks(of: Mapping[str, Any]) -> SafeString:
    """The same as boxes, of which several hold, or as buttons, of which one holds."""
    kind, name = "checkbox" if of["is_boxes"] else "radio", of["name"]
    return format_html_join(
        "",
        PICK,
        (
            (
                kind,
                name,
                name,
                place,
                one.value,
                _state(one.state, "checked"),
                one.label,
                _note(one.left),
            )
            for place, one in enumerate(of["choices"])
        ),
    )


def _state(state: str, on: str) -> str:
    return {"on": f" {on}", "dead": " disabled"}.get(state, "")


def _note(left: str) -> SafeString | str:
    return format_html('<span class="note">{}</span>', left) if left else ""
