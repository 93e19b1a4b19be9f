"""A panel session of the clinic: who sits on it, what is heard, who comes, and what came of it."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.models import Case
from klinik.clinic.sessions.room.models import RoomEvent as RoomEvent
from klinik.clinic.sessions.room.rules import is_open
from klinik.clinic.sessions.rules import Phase, phase_of
from klinik.clinic.stories.models import Story
from klinik.core.history import remembered
from klinik.directory.models import Aspect, Partner, Pesantren
from klinik.tenancy.models import Office


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions as the pages may show them."""

    def announced(self) -> "SessionQuerySet":
        """Leave out what is still being planned."""
        return self.filter(announced_at__isnull=False)

    def coming(self) -> "SessionQuerySet":
        """Announced, not over and not called off, the next one first."""
        rows = self.announced().filter(ends_at__gt=timezone.now(), cancelled_at=None)
        return rows.order_by("starts_at", "pk")


@remembered("request_id", "fingerprint", "sequence", "present")
class Session(models.Model):
    """One panel session, from its plan to what came of it."""

    slug = models.SlugField(max_length=140, unique=True)
    theme = models.CharField(max_length=150)
    about = models.TextField(blank=True)
    aspects = models.ManyToManyField(Aspect, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    knows_time = models.BooleanField(default=True)  # of some past sessions only the day is known
    capacity = models.PositiveIntegerField(null=True, blank=True)  # pesantren; none: no limit
    series = models.UUIDField(null=True, blank=True)  # the same for all of one series
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    recording_url = models.URLField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)  # of what was reported elsewhere
    reported_pesantren = models.PositiveIntegerField(null=True, blank=True)  # as the source says
    sequence = models.PositiveIntegerField(default=0)  # of calendars: how often day or time changed
    present = models.PositiveIntegerField(default=0, editable=False)  # kept by a trigger
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    request_id = models.UUIDField(unique=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_default="")  # of the request
    is_simulated = models.BooleanField(default=False)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="session_has_room", condition=Q(capacity=None) | Q(capacity__gt=0)
            ),
            models.CheckConstraint(
                name="session_reported_by_a_source",
                condition=Q(reported_pesantren=None) | ~Q(source=""),
            ),
            models.CheckConstraint(
                name="session_called_off_with_a_reason",
                condition=Q(cancelled_at=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
            models.CheckConstraint(
                name="session_recording_is_safe",
                condition=Q(recording_url="") | Q(recording_url__startswith="https://"),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="session_by_day")]

    def __str__(self) -> str:
        return self.theme

    def get_absolute_url(self) -> str:
        return reverse("sessions:session", args=[self.slug])

    @property
    def phase(self) -> Phase:
        """Where it stands now."""
        return phase_of(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_announced=self.announced_at is not None,
            is_cancelled=self.cancelled_at is not None,
            now=timezone.now(),
        )

    @property
    def minutes(self) -> int:
        """How long it is planned to last."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def room_is_open(self, *, now: datetime | None = None, is_after: bool = False) -> bool:
        """The live room takes something in; `is_after`: also what may follow long after it."""
        return is_open(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_on=self.announced_at is not None and self.cancelled_at is None,
            now=now or timezone.now(),
            is_after=is_after,
        )

    @property
    def takes_registrations(self) -> bool:
        """A pesantren can still take a place."""
        return self.phase in {Phase.COMING, Phase.RUNNING}


class Room(models.Model):
    """What only those who come may know: where the video is, and while which code counts.

    The code itself is stored nowhere: it is computed from the house's secret, see rules.py.
    """

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="room"
    )
    video_url = models.URLField(max_length=500, blank=True)
    code_round = models.PositiveIntegerField(default=0)
    code_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="room_video_is_safe",
                condition=Q(video_url="") | Q(video_url__startswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}"


@remembered("request_id")
class Panelist(models.Model):
    """Who sits on the panel: a person with an account, an office, or a name as it was told."""

    class Part(models.TextChoices):
        MODERATOR = "moderator", _("moderator")
        PANELIST = "panelist", _("panelist")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="panel")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=9, choices=Part, default=Part.PANELIST)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)  # of somebody without an account
    speaks_on = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["part", "order", "id"]  # the moderator comes first
        constraints = [
            models.UniqueConstraint(
                name="panelist_once_per_request", fields=["session", "request_id"]
            ),
            models.CheckConstraint(
                name="panelist_is_somebody",
                condition=Q(user__isnull=False, name="")
                | (Q(user=None) & ~Q(name=""))
                | Q(user=None, name="", office__isnull=False)
                | Q(user=None, name="", partner__isnull=False),
            ),
            models.UniqueConstraint(
                name="panel_has_one_moderator", fields=["session"], condition=Q(part="moderator")
            ),
            models.UniqueConstraint(name="panelist_once", fields=["session", "user"]),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The person, or the place where none is named."""
        if self.user:
            return self.user.name
        return self.name or str(self.office or self.partner)

    @property
    def shown_place(self) -> str:
        """Where the person comes from; empty where the place itself is what is named."""
        is_person = self.user is not None or self.name != ""
        return str(self.office or self.partner or "") if is_person else ""


@remembered("request_id")
class AgendaItem(models.Model):
    """One point of the agenda, in the order in which it is heard."""

    class Kind(models.TextChoices):
        STORY = "story", _("success story")
        HEARING = "hearing", _("hearing of a case")
        TALK = "talk", _("talk")
        OTHER = "other", _("something else")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()  # 0 where a report does not say
    pesantren = models.ForeignKey(
        Pesantren, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whoever may not read the case sees the title that was written for everybody, and no link.
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="hearings"
    )
    # Public when it was named; where it was taken back since, the title stays without a link.
    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, null=True, blank=True, related_name="tellings"
    )

    request_id = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                name="agenda_item_once_per_request", fields=["session", "request_id"]
            ),
            models.CheckConstraint(
                name="agenda_item_hears_a_case", condition=Q(case=None) | Q(kind="hearing")
            ),
            models.CheckConstraint(
                name="agenda_item_tells_a_story", condition=Q(story=None) | Q(kind="story")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Who comes."""

    def standing(self) -> "RegistrationQuerySet":
        """Leave out what was taken back, the first to register first."""
        return self.filter(cancelled_at=None).order_by("place")


class Registration(models.Model):
    """A pesantren wants to come. Its place is given by the database, in order, and never again.

    The first ones up to the capacity have a seat, those behind them wait: both follow from the
    places that stand, so whoever waits moves up by itself.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="registrations")
    pesantren = models.ForeignKey(
        Pesantren, on_delete=models.PROTECT, related_name="session_registrations"
    )
    place = models.PositiveIntegerField(default=0, editable=False)  # given by the trigger
    registered_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(  # that registered on behalf of the pesantren
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                name="registered_once",
                fields=["session", "pesantren"],
                condition=Q(cancelled_at=None),
            ),
            models.UniqueConstraint(name="place_given_once", fields=["session", "place"]),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.pesantren}"


class AttendanceMark(models.Model):
    """One sign that a pesantren was there, or a correction of all of them; written once."""

    class Source(models.TextChoices):
        ROLL_CALL = "roll_call", _("roll-call")
        CODE = "code", _("code typed")
        HEARTBEAT = "heartbeat", _("in the live room")
        CORRECTION = "correction", _("correction")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="marks")
    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    is_present = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="attendance_corrected_with_a_reason",
                condition=~Q(source="correction") & Q(is_present=True, reason="")
                | Q(source="correction") & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["session", "pesantren"], name="attendance_merged")]

    def __str__(self) -> str:
        return f"{self.pesantren}: {self.get_source_display()}"


class Minutes(models.Model):
    """What was said, as it was written down: every revision is kept, the last one counts."""

    class Kind(models.TextChoices):
        SUMMARY = "summary", _("summary for everybody")
        MINUTES = "minutes", _("minutes for the network")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="minutes_written")
    kind = models.CharField(max_length=7, choices=Kind)
    revision = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-revision"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(
                name="minutes_revision_once", fields=["session", "kind", "revision"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.get_kind_display()} {self.revision}"


class Recommendation(models.Model):
    """What the panel recommends to a pesantren: which office sees to it, by when, seen again when.

    Its text stays as it was written. It lies with a case, or opens one.
    """

    number = models.UUIDField(unique=True, default=uuid4)  # that of its request
    fingerprint = models.CharField(max_length=64, blank=True, db_default="")  # of the request
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="recommendations")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    pesantren = models.ForeignKey(
        Pesantren, on_delete=models.PROTECT, related_name="recommendations"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    # How many cases were opened of it by mistake and taken back.
    taken_back = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="recommendations")
    text = models.TextField()
    due_on = models.DateField()
    review_on = models.DateField()
    written_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="recommendation_seen_again_after_it_is_due",
                condition=Q(review_on__gte=F("due_on")),
            ),
            models.CheckConstraint(
                name="recommendation_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def opened_its_case(self) -> bool:
        """Its case was opened of it, and did not lie there before."""
        return self.case is not None and self.case.opened_at >= self.written_at
