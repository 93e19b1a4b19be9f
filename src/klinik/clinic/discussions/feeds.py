"""The topics that are open to the public as an Atom feed."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klinik.clinic.discussions.models import Topic
from klinik.clinic.discussions.queries import shown_topics
from klinik.core.feeds import MOST, PublicFeed
from klinik.people.access import read_as


class TopicFeed(PublicFeed):
    """Questions with their accepted answers; who wrote is told to nobody outside."""

    title = _("Discussions")
    subtitle = _("Questions of pesantren that were opened to everybody.")
    link = reverse_lazy("discussions:list")

    def get_object(self, request: HttpRequest) -> None:
        """Read as nobody in particular."""
        read_as(None)

    def items(self) -> list[Topic]:
        return list(shown_topics().filter(is_public=True, hidden_at=None)[:MOST])

    def item_title(self, item: Topic) -> str:
        return item.title

    def item_description(self, item: Topic) -> str:
        words = ngettext("%(n)s accepted answer", "%(n)s accepted answers", item.answers)
        return escape(f"{item.aspect} · {words % {'n': item.answers}}")

    def item_pubdate(self, item: Topic) -> datetime:
        return item.opened_at

    def item_updateddate(self, item: Topic) -> datetime:
        return item.last_at
