"""Questions asked of the stories."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from klinik.clinic.cases.models import Case
from klinik.clinic.stories.models import Story, StoryEvent, Version
from klinik.directory.models import Pesantren, Reading
from klinik.people.models import User

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


def found_stories(text: str, *, most: int) -> list[Story]:
    """The published stories that have every typed word in one of its forms, the best first.

    Call `read_as` first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT stories_found(%s, %s)", [text, most])
        ids = [story for (story,) in cursor.fetchall()]
    by_id = Story.objects.published().select_related("pesantren").in_bulk(ids)
    return [by_id[story] for story in ids if story in by_id]


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


class Step(NamedTuple):
    """One thing that somebody did with a story, as its page lists it."""

    what: str
    version: int
    at: datetime
    by: User | None  # unknown of the first stories
    text: str = ""


def steps_of(story: Story, log: Iterable[StoryEvent]) -> list[Step]:
    """Who wrote each version, also in another's place, and what was recorded of it, in order."""
    rows = story.versions.select_related("by")
    written = [Step(_("written"), row.number, row.at, row.by) for row in rows]
    recorded = [
        Step(row.get_kind_display(), row.version.number, row.at, row.by, row.text) for row in log
    ]
    return sorted(written + recorded, key=lambda step: (step.at, step.version))


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


def figures_to_choose(pesantren: Pesantren, *, case: Case | None = None) -> QuerySet[Reading]:
    """The readings that hold, by what they measure, the latest first; as far as the reader sees.

    The story of a case tells of what its case measures.
    """
    rows = Reading.objects.current().filter(pesantren=pesantren).select_related("indicator")
    if case and case.indicator_id:
        rows = rows.filter(indicator=case.indicator_id)
    return rows.order_by("indicator__name", "indicator", "-on", "-id")
