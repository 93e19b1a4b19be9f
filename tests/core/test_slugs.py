"""No row may be called like a page: its own address would lead there."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from klinik.core.slugs import FIXED_WORDS

FREE = re.compile(r"<(slug|str):\w+>")


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here
        else:
            yield from addresses(entry, here)


def hiding() -> set[tuple[str, str]]:
    """Where a word of ours stands in the place of a slug, and which."""
    parts = [address.split("/") for address in addresses()]
    places = {tuple(p[:n]) for p in parts for n, part in enumerate(p) if FREE.fullmatch(part)}
    return {
        ("/".join(place), p[len(place)])
        for place in places
        for p in parts
        if tuple(p[: len(place)]) == place and re.fullmatch(r"[\w-]+", "".join(p[len(place) :][:1]))
    }


def test_no_slug_is_hidden_by_a_page() -> None:
    found = hiding()

    assert {("pesantren", "verifikasi"), ("pesantren", "impor"), ("mitra", "baru")} <= found
    assert {word for _place, word in found} - FIXED_WORDS == set(), "add it to core/slugs.py"
