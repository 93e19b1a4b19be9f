"""How pages say when a session is, and what its address shows where it is shared."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.passing_on import invitation_of
from klinik.clinic.sessions.room.rules import Step
from klinik.clinic.sessions.words import when_of
from klinik.core.prose import drawn
from klinik.directory.opened.schemas import address_of
from klinik.directory.sharing.structure import Structure, trail
from klinik.directory.templatetags.sharing import data_block

register = template.Library()
register.filter("when", when_of)
register.filter("prose", drawn)

STATES = {"cancelled": "EventCancelled"}


@register.inclusion_tag("directory/_sharing.html", takes_context=True)
def session_sharing(context: dict[str, Any], session: Session) -> dict[str, Any]:
    """Canonical address, Open Graph with our own picture, and structured data of an event."""
    path = session.get_absolute_url()
    return {
        "title": session.theme,
        "about": when_of(session),
        "url": address_of(path),
        "picture": address_of(f"{path}gambar.png"),
        "programme": context.get("programme"),
        "is_simulated": session.is_simulated,
        "structured": _structured(session),
    }


@register.simple_tag
def share_address(session: Session) -> str:
    """Where WhatsApp asks whom to send the invitation to."""
    return f"https://wa.me/?text={quote(invitation_of(session), safe='')}"


def _structured(session: Session) -> SafeString:
    here = (session.theme, session.get_absolute_url())
    way = trail([(_("Panel sessions"), reverse("sessions:list")), here])
    return data_block([_event(session), way])


def _event(session: Session) -> Structure:
    starts_at, ends_at = map(timezone.localtime, (session.starts_at, session.ends_at))
    days = {"startDate": starts_at.date().isoformat()}
    if session.knows_time:
        days = {"startDate": starts_at.isoformat(), "endDate": ends_at.isoformat()}
    state = STATES.get(session.phase, "EventScheduled")
    return {
        "@type": "Event",
        "name": session.theme,
        "url": address_of(session.get_absolute_url()),
        **days,
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": address_of(session.get_absolute_url())},
        "description": session.about or when_of(session),
    }


STEPS = {
    Step.TOLD: (
        gettext_lazy("It is told"),
        gettext_lazy("The pesantren tells its obstacle. Everybody listens."),
    ),
    Step.READ_BACK: (
        gettext_lazy("Read back"),
        gettext_lazy(
            "The moderator says in own words what was heard, until the pesantren says: yes, so."
        ),
    ),
    Step.QUESTIONS: (
        gettext_lazy("Only questions"),
        gettext_lazy("Ask until the obstacle is clear. No advice yet."),
    ),
    Step.RECOMMENDATIONS: (
        gettext_lazy("Recommendations"),
        gettext_lazy("What should be done, which office sees to it, and by when."),
    ),
}


@register.simple_tag
def step_words(step: Step) -> str:
    """A step of a hearing in two words."""
    return str(STEPS[step][0])


@register.simple_tag
def step_help(step: Step) -> str:
    """What everybody does in this step."""
    return str(STEPS[step][1])


@register.simple_tag
def new_key() -> str:
    """The key of one intended action, new with each page."""
    return str(uuid4())
