"""Who hears of what becomes of a story: the other side, never the one who did it."""

from klinik.clinic.stories.models import Story, StoryEvent
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import officers_of, secretariat, speakers_of

Kind = StoryEvent.Kind
SENTENCES = {
    Kind.AGREED: "story.agreed",
    Kind.RETURNED: "story.returned",
    Kind.PUBLISHED: "story.published",
    Kind.WITHDRAWN: "story.withdrawn",
}


def tell(story: Story, event: StoryEvent, *, is_agreed: bool) -> None:
    """Tell those whom this event concerns, once."""
    if event.kind == Kind.SENT:
        if not is_agreed:
            _notify(story, event, "story.asks", speakers_of(story.pesantren))
        _notify(story, event, "story.sent", _who_look(story))
    elif event.kind == Kind.AGREED:
        _notify(story, event, SENTENCES[Kind.AGREED], _who_look(story))
    else:
        people = speakers_of(story.pesantren) + _who_wrote(story)
        if event.kind == Kind.WITHDRAWN:
            people += _who_look(story)
        _notify(story, event, SENTENCES[Kind(event.kind)], people)


def _notify(story: Story, event: StoryEvent, kind: str, people: list[User]) -> None:
    about = {
        "title": event.version.title,
        "pesantren": story.pesantren.name,
        "reason": " ".join(event.text.split()),
    }
    others = [person for person in people if person.pk != event.by_id]
    key = f"{kind} {event.pk}"
    notify(*others, kind=kind, about=about, url=story.desk_url, key=key)


def _who_look(story: Story) -> list[User]:
    office = office_of(story.aspect) if story.aspect else None
    return (officers_of(office) if office else []) + secretariat()


def _who_wrote(story: Story) -> list[User]:
    return [version.by for version in story.versions.select_related("by") if version.by]
