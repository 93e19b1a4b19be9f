"""What is heard, in which order, and for how long."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from klinik.clinic.cases.models import Case
from klinik.clinic.sessions.models import AgendaItem, Session
from klinik.clinic.sessions.rules import AgendaTooLong, StoryNotPublic, refuse_otherwise
from klinik.clinic.stories.models import Story
from klinik.directory.models import Pesantren


@transaction.atomic
def add_item(
    session: Session,
    *,
    kind: str,
    title: str,
    minutes: int,
    pesantren: Pesantren | None = None,
    case: Case | None = None,
    story: Story | None = None,
    request_id: UUID | None = None,
) -> AgendaItem:
    """Put a point at the end of the agenda; asked twice, once.

    Raises RequestReused, AgendaTooLong, StoryNotPublic.

    Its title is for everybody; a case that is heard is linked for those alone who may read it.
    Whose story it is says the story.
    """
    _refuse_hidden(story)
    content: dict[str, Any] = {"kind": kind, "title": title, "minutes": minutes}
    content |= {"case_id": case and case.pk, "story_id": story and story.pk}
    # Whose case it is says the case alone; a story that is named is everybody's.
    place = story.pesantren if story else None if case else pesantren
    content["pesantren_id"] = place and place.pk
    session = Session.objects.select_for_update(of=["self"]).get(pk=session.pk)
    if request_id and (known := session.agenda.filter(request_id=request_id).first()):
        refuse_otherwise(known, content)
        return known
    used = session.agenda.aggregate(used=Sum("minutes"))["used"] or 0
    if session.knows_time and used + minutes > session.minutes:
        raise AgendaTooLong(session.minutes - used)
    last = session.agenda.order_by("-order").values_list("order", flat=True).first() or 0
    return AgendaItem.objects.create(
        session=session,
        order=last + 1,
        request_id=request_id,
        **content,
    )


def _refuse_hidden(story: Story | None) -> None:
    if story and not story.is_public:
        raise StoryNotPublic


@transaction.atomic
def name_story(item: AgendaItem, *, story: Story | None) -> AgendaItem:
    """Say which story is told, also long after the session. Raises StoryNotPublic.

    None takes its name away, and whose it was: the wrong story was that of the wrong pesantren.
    """
    _refuse_hidden(story)
    item = AgendaItem.objects.select_for_update(of=["self"]).get(pk=item.pk)
    item.story = story
    item.pesantren = story.pesantren if story else None
    item.save(update_fields=["story", "pesantren"])
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool) -> None:
    """Let a point change places with the one before it, or behind it; at the end it stays."""
    session = Session.objects.select_for_update(of=["self"]).get(pk=item.session_id)
    rows = list(session.agenda.order_by("order", "pk"))
    here = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])


@transaction.atomic
def remove_item(item: AgendaItem) -> None:
    """Take a point off the agenda; the history keeps that it was on it."""
    AgendaItem.objects.filter(pk=item.pk).delete()
