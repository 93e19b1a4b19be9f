"""Questions asked of the stories."""

from django.db.models import Prefetch, QuerySet

from klinik.clinic.stories.models import Story
from klinik.directory.models import Reading


def published_stories() -> QuerySet[Story]:
    """The stories everybody may read, the newest first, with their figures before and after.

    A figure whose consent was withdrawn is not fetched: the story stays, its number does not.
    """
    shown = Reading.objects.shown().select_related("indicator")
    return (
        Story.objects.published()
        .select_related("pesantren__region")
        .prefetch_related(Prefetch("before", shown), Prefetch("after", shown))
    )
