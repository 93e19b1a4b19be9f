"""The published stories as an Atom feed."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from klinik.clinic.stories.models import Story
from klinik.clinic.stories.queries import published_stories
from klinik.core.feeds import MOST, PublicFeed
from klinik.people.access import read_as


class StoryFeed(PublicFeed):
    """What pesantren did about what hindered them, the newest first."""

    title = _("Stories")
    subtitle = _("What pesantren did about what hindered them, and what became of it.")
    link = reverse_lazy("stories:list")

    def get_object(self, request: HttpRequest) -> None:
        """Read as nobody in particular."""
        read_as(None)

    def items(self) -> list[Story]:
        return list(published_stories()[:MOST])

    def item_title(self, item: Story) -> str:
        return item.title

    def item_description(self, item: Story) -> str:
        return escape(item.summary)

    def item_pubdate(self, item: Story) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Story) -> datetime | None:
        return item.changed_at

    def item_author_name(self, item: Story) -> str:
        return item.pesantren.name
