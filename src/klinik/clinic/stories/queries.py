"""Questions asked of the stories."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from klinik.clinic.stories.models import Story, StoryEvent, Version
from klinik.directory.models import Pesantren, Reading

Kind = StoryEvent.Kind


def published_stories() -> QuerySet[Story]:
    """The stories everybody may read, the newest first, with their figures before and after.

    A figure whose consent was withdrawn is not fetched: the story stays, its number does not.
    """
    return (
        Story.objects.published()
        .select_related("pesantren__region", "picture_before", "picture_after")
        .prefetch_related(*_figures())
    )


def _figures() -> "tuple[Prefetch[Any], Prefetch[Any]]":
    shown = Reading.objects.shown().select_related("indicator")
    return Prefetch("before", shown), Prefetch("after", shown)


def newest_version(story: Story) -> Version:
    """The version that is worked on, with what it shows."""
    rows = story.versions.select_related("by", "picture_before", "picture_after")
    return rows.prefetch_related(*_figures()).order_by("-number")[0]


def log_of(story: Story) -> list[StoryEvent]:
    """What was recorded of a story, in order."""
    rows = StoryEvent.objects.filter(version__story=story).select_related("version", "by")
    return list(rows.order_by("id"))


def consent_to(version: Version, log: Iterable[StoryEvent]) -> StoryEvent | None:
    """Who agreed to this version, unless the story was taken back since."""
    found = None
    for event in log:
        if event.kind == Kind.AGREED and event.version_id == version.pk:
            found = event
        elif event.kind == Kind.WITHDRAWN:
            found = None
    return found


def is_from_publication(version: Version) -> bool:
    """All of it stands in a publication that is named: nothing is told that was not public."""
    figures = version.figures or ()
    published = all(row.origin == Reading.Origin.PUBLICATION for row in figures)
    return bool(version.source_url) and not (version.pictures or version.claims) and published


def figures_to_choose(pesantren: Pesantren) -> QuerySet[Reading]:
    """The readings that hold, by what they measure, the latest first; as far as the reader sees."""
    rows = Reading.objects.current().filter(pesantren=pesantren).select_related("indicator")
    return rows.order_by("indicator__name", "indicator", "-on", "-id")
