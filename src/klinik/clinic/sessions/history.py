"""What is remembered of a session, in words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klinik.clinic.sessions.models import AgendaItem, Panelist, Session
from klinik.tenancy.history.words import Kind

KINDS: dict[type[models.Model], Kind] = {
    Session: Kind(
        _("Session"),
        "theme",
        {
            "theme": _("Theme"),
            "about": _("About it"),
            "starts_at": _("Starts"),
            "ends_at": _("Ends"),
            "knows_time": _("The time is known"),
            "capacity": _("Seats"),
            "series": _("Series"),
            "announced_at": _("Announced"),
            "cancelled_at": _("Called off"),
            "cancel_reason": _("Why it was called off"),
            "recording_url": _("Recording"),
            "source": _("Source"),
            "reported_pesantren": _("Pesantren, as the source says"),
            "made_by": _("Planned by"),
            "made_at": _("Planned"),
            "is_simulated": _("simulation"),
        },
    ),
    Panelist: Kind(
        _("On the panel"),
        "name",
        {
            "session": _("Session"),
            "order": _("Order"),
            "part": _("Part"),
            "user": _("Person"),
            "office": _("Office"),
            "partner": _("Partner"),
            "name": _("Name"),
            "speaks_on": _("Speaks on"),
        },
    ),
    AgendaItem: Kind(
        _("Agenda"),
        "title",
        {
            "session": _("Session"),
            "order": _("Order"),
            "kind": _("Kind"),
            "title": _("Title"),
            "minutes": _("Length in minutes"),
            "pesantren": _("Pesantren"),
            "case": _("Case"),
            "story": _("Story"),
        },
    ),
}
