"""The published stories for programs."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema

from klinik.clinic.stories.models import Story
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


class StoryOut(Schema):
    """A success with its figures; both are null where the consent to one was withdrawn."""

    slug: str
    title: str
    page: str
    pesantren: str
    summary: str
    before: FigureOut | None
    after: FigureOut | None
    fall_is_good: bool
    published_at: datetime
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
        published_at=story.published_at,
        is_simulated=story.is_simulated,
    )


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
