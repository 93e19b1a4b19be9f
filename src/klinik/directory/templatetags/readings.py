"""Readings as the pages tell of them."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import template

from klinik.directory.models import Pesantren, Reading

register = template.Library()


@register.filter
def in_words(reading: Reading) -> Reading:
    """The reading with its unit in the reader's language, for a picture that knows units alone."""
    told = copy(reading)
    told.unit = reading.shown_unit
    return told


@register.simple_tag
def part_in(nav: Mapping[str, Any], pesantren: Pesantren) -> dict[str, bool]:
    """Whether the reader speaks for the pesantren, and whether their office answers for it."""
    answers = nav["answers_in"]
    return {
        "speaks": pesantren.slug in nav["speaks_for"],
        "answers": "all" in answers or pesantren.region_id in answers,
    }
