"""The published stories for programs."""

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema

from klinik.clinic.stories.models import Picture, Story
from klinik.clinic.stories.queries import published_stories
from klinik.directory.models import Reading
from klinik.directory.opened.cursors import Cursor, Limit, page_of
from klinik.directory.opened.schemas import address_of
from klinik.people.access import read_as

router = Router(tags=["stories"], auth=None)


class FigureOut(Schema):
    """A figure of a story: what, how much, when, and who says so."""

    indicator: str
    value: str
    unit: str
    period: str
    on: date
    origin: str
    source: str


class PictureOut(Schema):
    """A photo of a story and what is on it."""

    url: str
    alt: str
    width: int
    height: int


class StoryOut(Schema):
    """A success with its figures; both are null where there are none, or a consent was withdrawn.

    `was`, `done`, `changed` and `body` are Markdown. `claims` are figures by the pesantren's own
    word. `pictures` are those of before and after; `source_url` is the publication it is told from.
    """

    slug: str
    title: str
    page: str
    pesantren: str
    summary: str
    before: FigureOut | None
    after: FigureOut | None
    fall_is_good: bool
    was: str
    done: str
    changed: str
    body: str
    claims: list[str]
    pictures: list[PictureOut]
    source_title: str
    source_url: str
    source_on: date | None
    sources_note: str
    published_at: datetime
    changed_at: datetime
    is_simulated: bool


class StoryPage(Schema):
    """One page of stories: `next` is the cursor of the page behind it, null on the last."""

    results: list[StoryOut]
    next: str | None


@router.get("/stories", response=StoryPage)
def list_stories(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The stories everybody may read, the first told first."""
    read_as(None)
    return page_of(published_stories(), _story, cursor=cursor, limit=limit)


@router.get("/stories/{slug:slug}", response=StoryOut)
def get_story(request: HttpRequest, slug: Path[str]) -> StoryOut:
    """One story by the last word of its page's address."""
    read_as(None)
    return _story(get_object_or_404(published_stories(), slug=slug))


def _story(story: Story) -> StoryOut:
    # A published story has both moments: the database writes them (sql/told.sql).
    before, after = story.figures or (None, None)
    return StoryOut(
        slug=story.slug,
        title=story.title,
        page=address_of(story.get_absolute_url()),
        pesantren=story.pesantren.slug,
        summary=story.summary,
        before=_figure(before),
        after=_figure(after),
        fall_is_good=story.fall_is_good,
        was=story.was,
        done=story.done,
        changed=story.changed,
        body=story.body,
        claims=story.own_word,
        pictures=[_picture(row) for row in story.pictures],
        source_title=story.source_title,
        source_url=story.source_url,
        source_on=story.source_on,
        sources_note=story.sources_note,
        published_at=cast(datetime, story.published_at),
        changed_at=cast(datetime, story.changed_at),
        is_simulated=story.is_simulated,
    )


def _picture(row: Picture) -> PictureOut:
    url = address_of(row.large_url)
    return PictureOut(url=url, alt=row.alt, width=row.width, height=row.height)


def _figure(reading: Reading | None) -> FigureOut | None:
    if reading is None:
        return None
    return FigureOut(
        indicator=reading.indicator.code,
        value=f"{reading.value:f}".rstrip("0").rstrip("."),
        unit=reading.unit,
        period=reading.period,
        on=reading.on,
        origin=reading.origin,
        source=reading.source,
    )
