"""Writing a story down: each time it is written it is another version, and none is edited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.rules import falls_to, fingerprint
from klinik.clinic.stories.models import CitedFigure, Picture, Story, Version
from klinik.clinic.stories.rules import (
    FigureGone,
    Measured,
    NotAgreed,
    NothingMeasured,
    SentOtherwise,
    ToldAlready,
    WrittenMeanwhile,
    refuse_no_pair,
)
from klinik.core.files import Photo
from klinik.core.writing import files_with_rows, write
from klinik.directory.models import Aspect, Indicator, Pesantren, Reading
from klinik.people.models import User


class Citation(NamedTuple):
    """A figure that another source gives: what, for which period, of which day, and who says so."""

    figure: str
    period: str
    day: str
    source: str


class NewPicture(NamedTuple):
    """A photo that was just cleaned, what is on it, and the hash of what was sent."""

    photo: Photo
    alt: str
    hash: str


@dataclass(frozen=True)
class Telling:
    """What is told: three parts or a free text, two readings, two pictures, and where from."""

    title: str
    summary: str
    was: str = ""
    done: str = ""
    changed: str = ""
    body: str = ""
    claims: str = ""
    before: Reading | None = None
    after: Reading | None = None
    picture_before: NewPicture | Picture | None = None
    picture_after: NewPicture | Picture | None = None
    source_title: str = ""
    source_url: str = ""
    source_on: date | None = None
    sources_note: str = ""

    @property
    def words(self) -> dict[str, Any]:
        """Everything but the pictures, as a version keeps it."""
        return {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if not name.startswith("picture_")
        }

    @property
    def said(self) -> str:
        """All of it as one hash."""
        plain = {
            name: str(value.pk) if isinstance(value, Reading) else str(value or "")
            for name, value in self.words.items()
        }
        return fingerprint(
            plain | {"one": _known(self.picture_before)} | {"two": _known(self.picture_after)}
        )


@files_with_rows()
@transaction.atomic
def begin_story(
    pesantren: Pesantren,
    *,
    telling: Telling,
    aspect: Aspect | None,
    request_id: UUID,
    by: User,
    cited: Iterable[Citation] = (),
    at: datetime | None = None,
) -> Story:
    """Write the first draft of a story afresh; done twice, it is one. `cited` are other sources.

    Raises NoPair, FigureGone, SentOtherwise.
    """
    figures = list(cited)
    if earlier := _begun(request_id, by):
        if _about(earlier) != (None, pesantren.pk, aspect and aspect.pk, figures):
            raise SentOtherwise
        return _same(earlier, request_id, telling)
    story = _begin(pesantren, telling, request_id, by, aspect=aspect)
    for order, citation in enumerate(figures, start=1):
        CitedFigure.objects.create(story=story, order=order, **citation._asdict())
    _write(story, telling, 1, request_id, by, at=at)
    return story


@files_with_rows()
@transaction.atomic
def begin_story_of_case(
    case: Case, *, telling: Telling, request_id: UUID, by: User, at: datetime | None = None
) -> Story:
    """Write the first draft of the story of a closed case, with its two figures; done twice, once.

    Raises NotAgreed, NothingMeasured, ToldAlready, SentOtherwise.
    """
    if earlier := _begun(request_id, by):
        if earlier.case_id != case.pk:
            raise SentOtherwise
        return _same(earlier, request_id, telling)
    case = Case.objects.select_for_update(of=["self"]).get(pk=case.pk)
    if Story.objects.filter(case=case).exists():
        raise ToldAlready
    if not case.events.filter(kind=CaseEvent.Kind.AGREED).exists():
        raise NotAgreed if case.is_closed else NothingMeasured
    before, after = figures_of(case)
    story = _begin(case.pesantren, telling, request_id, by, aspect=case.aspect, case=case)
    _write(story, telling, 1, request_id, by, at=at, figures=(before, after))
    return story


@files_with_rows()
@transaction.atomic
def rewrite_story(
    story: Story, *, telling: Telling, seen: int, request_id: UUID, by: User
) -> Story:
    """Write another version; a published one is shown until this one is published in its place.

    `seen` is the number of the version that was changed. Raises WrittenMeanwhile, NoPair,
    FigureGone, SentOtherwise.
    """
    story = Story.objects.select_for_update(of=["self"]).get(pk=story.pk)
    if story.versions.filter(request_id=request_id).exists():
        return _same(story, request_id, telling)
    last = story.versions.order_by("-number")[0]
    if last.number != seen:
        raise WrittenMeanwhile
    _write(story, telling, last.number + 1, request_id, by)
    return story


def figures_of(case: Case) -> tuple[Reading, Reading]:
    """The figure before and after of a closed case. Raises NothingMeasured."""
    ids = [case.baseline_id or 0, case.result_id or 0]
    current = Reading.objects.current().select_related("indicator").in_bulk(ids)
    if len(current) < len(set(ids)) or 0 in ids:
        raise NothingMeasured
    return current[ids[0]], current[ids[1]]


def _begun(request_id: UUID, by: User) -> Story | None:
    """What this request began already; whoever sends two at once waits here for the first."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return Story.objects.filter(told_by=by, request_id=request_id).first()


def _about(story: Story) -> tuple[int | None, int, int | None, list[Citation]]:
    """What a first draft says beside its words: of which case, whose, and what others cite."""
    rows = story.cited.values_list("figure", "period", "day", "source")
    return story.case_id, story.pesantren_id, story.aspect_id, [Citation(*row) for row in rows]


def _begin(pesantren: Pesantren, telling: Telling, request_id: UUID, by: User, **of: Any) -> Story:
    return Story.objects.create(
        slug=f"naskah-{uuid4().hex}",  # the address that people see is given with publishing
        title=telling.title,
        summary=telling.summary,
        pesantren=pesantren,
        request_id=request_id,
        told_by=by,
        is_simulated=pesantren.is_simulated,
        **of,
    )


def _write(
    story: Story,
    telling: Telling,
    number: int,
    request_id: UUID,
    by: User,
    *,
    at: datetime | None = None,
    figures: tuple[Reading, Reading] | None = None,
) -> Version:
    """`figures` are those of the case, which nobody typed."""
    before, after = figures or (telling.before, telling.after)
    refuse_no_pair(_measured(before), _measured(after), pesantren=story.pesantren_id)
    shown = [row.pk for row in (before, after) if row]
    if Reading.objects.current().filter(pk__in=shown).count() < len(shown):
        raise FigureGone
    return Version.objects.create(
        story=story,
        number=number,
        by=by,
        at=at or timezone.now(),
        request_id=request_id,
        fingerprint=telling.said,
        fall_is_good=_is_to_fall(story, before, after),
        picture_before=_kept(story, telling.picture_before, by),
        picture_after=_kept(story, telling.picture_after, by),
        **telling.words | {"before": before, "after": after},
    )


def _is_to_fall(story: Story, before: Reading | None, after: Reading | None) -> bool:
    """What the case wished for; else what is good for this figure anywhere."""
    if before is None or after is None:
        return False
    case = Case.objects.filter(pk=story.case_id or 0).first()
    if case:
        return falls_to(case.target, before.value)
    return after.indicator.better == Indicator.Better.LOWER


def _kept(story: Story, picture: NewPicture | Picture | None, by: User) -> Picture | None:
    if not isinstance(picture, NewPicture):
        return picture
    photo = picture.photo
    row = Picture(story=story, width=photo.width, height=photo.height, alt=picture.alt, by=by)
    write(row.large, photo.large)
    write(row.small, photo.small)
    row.save(force_insert=True)
    return row


def _known(picture: NewPicture | Picture | None) -> str:
    if isinstance(picture, NewPicture):
        return f"{picture.hash} {picture.alt}"
    return str(picture.pk) if picture else ""


def _measured(reading: Reading | None) -> Measured | None:
    if reading is None:
        return None
    return Measured(reading.pesantren_id, reading.indicator_id, reading.pk, reading.on)


def _same(story: Story, request_id: UUID, telling: Telling) -> Story:
    version = story.versions.filter(request_id=request_id).first()
    if version is None or version.fingerprint != telling.said:
        raise SentOtherwise
    return story
