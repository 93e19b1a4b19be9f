"""Who hears of what becomes of a story: the other side, never the one who did it."""

from klinik.clinic.cases.models import Audience
from klinik.clinic.stories.models import Story, StoryEvent
from klinik.clinic.stories.parties import part_at
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import officers_of, secretariat, speakers_of

Kind = StoryEvent.Kind


def tell(story: Story, event: StoryEvent, *, is_agreed: bool) -> None:
    """Tell those whom this event concerns, once."""
    if event.kind == Kind.SENT and not is_agreed:
        _notify(story, event, "story.asks", speakers_of(story.pesantren))
    people: list[User] = []
    if event.kind not in {Kind.SENT, Kind.AGREED}:
        people += speakers_of(story.pesantren) + _who_wrote(story)
    if event.kind not in {Kind.RETURNED, Kind.PUBLISHED}:
        people += _who_look(story, is_agreed=is_agreed)
    _notify(story, event, f"story.{event.kind}", people)


def _notify(story: Story, event: StoryEvent, kind: str, people: list[User]) -> None:
    about = {
        "title": event.version.title,
        "pesantren": story.pesantren.name,
        "reason": " ".join(event.text.split()),
    }
    others = [person for person in people if person.pk != event.by_id]
    key = f"{kind} {event.pk}"
    notify(*others, kind=kind, about=about, url=story.desk_url, key=key)


def _who_look(story: Story, *, is_agreed: bool) -> list[User]:
    """The office of its aspect and the secretariat, as far as the draft is shown to them.

    Of a case for named people they read and hear nothing before the pesantren agreed to a version.
    """
    office = office_of(story.aspect) if story.aspect else None
    people = (officers_of(office) if office else []) + secretariat()
    case = story.case
    if case is None or case.audience != Audience.NAMED or is_agreed or story.is_agreed:
        return people
    return [person for person in people if person.pk in case.readers]


def _who_wrote(story: Story) -> list[User]:
    """As far as they have a part in it still: who left an office hears nothing of its stories."""
    people = {version.by for version in story.versions.select_related("by") if version.by}
    return [one for one in people if part_at(story.pesantren, story.aspect, one).writes]
