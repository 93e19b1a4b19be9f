"""From a draft to a page that everybody reads: sent, agreed to, published, or given back."""

from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from klinik.clinic.stories.commands.telling import tell
from klinik.clinic.stories.models import Story, StoryEvent, Version
from klinik.clinic.stories.queries import consent_to, is_from_publication, log_of, newest_version
from klinik.clinic.stories.rules import (
    FigureGone,
    NoReason,
    NotNow,
    WrittenMeanwhile,
    refuse_unconsented,
)
from klinik.core.slugs import FIXED_WORDS
from klinik.directory.commands import publish_readings
from klinik.directory.models import Reading
from klinik.people.models import User

Kind = StoryEvent.Kind
Stage = Story.Stage


@transaction.atomic
def send_story(
    story: Story, *, agrees: bool, seen: int | None = None, by: User, at: datetime | None = None
) -> Story:
    """Send the newest version to be looked at; whoever speaks for the pesantren agrees with it.

    `seen` is the number of the version that was read. Raises WrittenMeanwhile, NotNow.
    """
    story, version, log = _locked(story, seen=seen)
    if story.stage == Stage.SENT:
        return story
    if story.stage != Stage.DRAFT:
        raise NotNow
    if agrees and consent_to(version, log) is None:
        _record(version, Kind.AGREED, by=by, at=at)
    event = _record(version, Kind.SENT, by=by, at=at)
    if at is None:
        tell(story, event, is_agreed=agrees or consent_to(version, log) is not None)
    return _fresh(story)


@transaction.atomic
def agree_to_text(
    story: Story, *, seen: int | None = None, by: User, at: datetime | None = None
) -> Story:
    """The pesantren agrees that everybody reads this version; done twice, once.

    `seen` is the number of the version that was read. Raises WrittenMeanwhile, NotNow.
    """
    story, version, log = _locked(story, seen=seen)
    if consent_to(version, log):
        return story
    if story.stage not in {Stage.DRAFT, Stage.SENT}:
        raise NotNow
    event = _record(version, Kind.AGREED, by=by, at=at)
    if at is None and story.stage == Stage.SENT:
        tell(story, event, is_agreed=True)
    return _fresh(story)


@transaction.atomic
def return_story(story: Story, *, reason: str, by: User) -> Story:
    """Give the newest version back with what is missing in it. Raises NoReason, NotNow."""
    story, version, _log = _locked(story)
    if story.stage != Stage.SENT:
        raise NotNow
    if not reason.strip():
        raise NoReason
    tell(story, _record(version, Kind.RETURNED, by=by, text=reason.strip()), is_agreed=False)
    return _fresh(story)


@transaction.atomic
def publish_story(
    story: Story, *, seen: int | None = None, by: User, at: datetime | None = None
) -> Story:
    """Show the newest version and its two figures to everybody; done twice, once.

    `seen` is the number of the version that was read. Raises WrittenMeanwhile, NotNow,
    NotConsented, OnePersonOnly, FigureGone.
    """
    story, version, log = _locked(story, seen=seen)
    if story.stage == Stage.PUBLIC:
        return story
    if story.stage != Stage.SENT:
        raise NotNow
    consent = consent_to(version, log)
    refuse_unconsented(
        written_by=version.by_id,
        agreed_by=consent.by_id if consent else None,
        is_from_publication=is_from_publication(version),
        was_withdrawn=any(event.kind == Kind.WITHDRAWN for event in log),
        by=by.pk,
    )
    ids = [pk for pk in (version.before_id, version.after_id) if pk]
    figures = list(Reading.objects.current().filter(pk__in=ids))
    if len(figures) < len(ids):
        raise FigureGone
    if story.changed_at is None:
        _give_address(story, version.title)
    publish_readings(*figures)
    event = _record(version, Kind.PUBLISHED, by=by, at=at)
    if at is None:
        tell(story, event, is_agreed=True)
    return _fresh(story)


@transaction.atomic
def withdraw_story(story: Story, *, reason: str, by: User) -> Story:
    """Take the story back: it leaves every page at once, and no agreement to it holds any more."""
    story, version, _log = _locked(story)
    if story.stage == Stage.WITHDRAWN:
        return story
    if not reason.strip():
        raise NoReason
    tell(story, _record(version, Kind.WITHDRAWN, by=by, text=reason.strip()), is_agreed=False)
    return _fresh(story)


def _locked(story: Story, *, seen: int | None = None) -> tuple[Story, Version, list[StoryEvent]]:
    story = Story.objects.select_for_update(of=["self"]).get(pk=story.pk)
    version = newest_version(story)
    if seen not in (None, version.number):
        raise WrittenMeanwhile
    return story, version, log_of(story)


def _record(
    version: Version, kind: Kind, *, by: User, at: datetime | None = None, text: str = ""
) -> StoryEvent:
    return StoryEvent.objects.create(
        version=version, kind=kind, by=by, at=at or timezone.now(), text=text
    )


def _fresh(story: Story) -> Story:
    return Story.objects.select_related("pesantren").get(pk=story.pk)


def _give_address(story: Story, title: str) -> None:
    """An address from the title; with a few letters more where that is taken or not in Latin."""
    wanted = slugify(title)[:100].strip("-")
    marked = f"{wanted or 'kisah'}-{uuid4().hex[:6]}"
    for slug in (wanted, marked):
        if not slug or slug in FIXED_WORDS or Story.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                Story.objects.filter(pk=story.pk).update(slug=slug)
        except IntegrityError:  # taken by one that this reader does not see
            continue
        return
