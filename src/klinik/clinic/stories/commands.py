"""Telling a story: the end of the road of an obstacle."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.stories.models import CitedFigure, Story
from klinik.clinic.stories.rules import NotAgreed, NothingMeasured, ToldAlready
from klinik.core.slugs import FIXED_WORDS
from klinik.directory.commands import publish_readings
from klinik.directory.models import Reading
from klinik.people.models import User


class Citation(NamedTuple):
    """A figure that another source gives: what, for which period, of which day, and who says so."""

    figure: str
    period: str
    day: str
    source: str


@transaction.atomic
def tell(
    case: Case, *, title: str, summary: str, body: str, by: User, at: datetime | None = None
) -> Story:
    """Tell the story of a closed case and show its two figures to everybody; done twice, once."""
    case = Case.objects.select_for_update(of=["self"]).get(pk=case.pk)
    told = Story.objects.filter(case=case).first()
    if told:
        return _same(told, title, summary, body)
    if not case.events.filter(kind=CaseEvent.Kind.AGREED).exists():
        raise NotAgreed if case.is_closed else NothingMeasured
    before, after = _figures(case)
    story = Story.objects.create(
        slug=_free_slug(title, case.number),
        title=title,
        pesantren=case.pesantren,
        case=case,
        summary=summary,
        body=body,
        before=before,
        after=after,
        fall_is_good=case.target is not None and case.target < before.value,
        published_at=at or timezone.now(),
        told_by=by,
        is_simulated=case.is_simulated,
    )
    publish_readings(before, after)
    return story


@transaction.atomic
def tell_from_publication(
    *,
    before: Reading,
    after: Reading,
    title: str,
    summary: str,
    body: str,
    fall_is_good: bool,
    sources_note: str,
    cited: Iterable[Citation],
    by: User,
    at: datetime | None = None,
) -> Story:
    """Tell a story whose figures were published elsewhere; `cited` are those that differ."""
    story = Story.objects.create(
        slug=_free_slug(title, f"kisah-{after.pk}"),
        title=title,
        pesantren=after.pesantren,
        summary=summary,
        body=body,
        before=before,
        after=after,
        fall_is_good=fall_is_good,
        sources_note=sources_note,
        published_at=at or timezone.now(),
        told_by=by,
        is_simulated=after.is_simulated,
    )
    for order, citation in enumerate(cited, start=1):
        CitedFigure.objects.create(story=story, order=order, **citation._asdict())
    publish_readings(before, after)
    return story


def _same(told: Story, title: str, summary: str, body: str) -> Story:
    if (told.title, told.summary, told.body) != (title, summary, body):
        raise ToldAlready
    return told


def _figures(case: Case) -> tuple[Reading, Reading]:
    current = Reading.objects.current().in_bulk([case.baseline_id, case.result_id or 0])
    if case.baseline_id not in current or case.result_id not in current:
        raise NothingMeasured
    return current[case.baseline_id], current[case.result_id]


def _free_slug(title: str, number: str) -> str:
    """An address from the title; the case's number where that is taken or not in Latin letters."""
    wanted = slugify(title)[:100].strip("-")
    if not wanted:
        return number.lower()
    is_taken = wanted in FIXED_WORDS or Story.objects.filter(slug=wanted).exists()
    return f"{wanted}-{number.lower()}" if is_taken else wanted
