"""The log of a room: written once, numbered without a gap."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from klinik.clinic.sessions.room.rules.events import BY_PESANTREN, Event, Kind

KINDS = sorted(kind.value for kind in Kind)
ALWAYS_OF_PESANTREN = sorted(kind.value for kind in BY_PESANTREN - {Kind.SAID})


class RoomEvent(models.Model):
    """Something that happened in the live room of a session; the room itself is a fold of these.

    The number is given by the database. `payload` holds what was said with it, and what the fold
    needs to know of other rows as they were then (minutes of a point, code of a regency).
    """

    session = models.ForeignKey(
        "panels.Session", on_delete=models.PROTECT, related_name="room_events"
    )
    number = models.PositiveIntegerField(default=0, editable=False)  # given by the trigger
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pesantren = models.ForeignKey(
        "directory.Pesantren", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    about = models.PositiveIntegerField(null=True, blank=True)  # number of another event
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    request_id = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="room_event_once", fields=["session", "number"]),
            models.CheckConstraint(name="room_event_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="room_event_in_a_name",
                condition=Q(kind="said")
                | Q(kind__in=ALWAYS_OF_PESANTREN, pesantren__isnull=False)
                | (~Q(kind__in=ALWAYS_OF_PESANTREN) & Q(pesantren=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.kind}"

    @property
    def text(self) -> str:
        """What somebody wrote with it."""
        said = self.payload
        return str(said.get("text") or said.get("answer") or said.get("reason") or "")

    @property
    def as_event(self) -> Event:
        """As the rules know it."""
        return Event(
            self.number,
            self.kind,
            self.at,
            self.pesantren_id,
            self.about,
            self.payload,
            self.by_id,
        )
