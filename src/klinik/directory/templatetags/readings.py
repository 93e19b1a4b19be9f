"""Readings as the pages tell of them."""

from copy import copy

from django import template

from klinik.directory.models import Reading

register = template.Library()


@register.filter
def in_words(reading: Reading) -> Reading:
    """The reading with its unit in the reader's language, for a picture that knows units alone."""
    told = copy(reading)
    told.unit = reading.shown_unit
    return told
