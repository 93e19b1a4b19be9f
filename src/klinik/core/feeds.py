"""Atom feeds: what is public, told to readers of feeds without a key."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import override

FRESH_SECONDS = 30 * 60
MOST = 30  # entries of one feed


class PublicFeed(Feed):  # type: ignore[type-arg]
    """A feed in the language of the house, kept for half an hour by whoever asks."""

    feed_type = Atom1Feed
    author_name = "Klinik OPOP"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed; nothing in it depends on who asks."""
        with override("id"):
            response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return response
