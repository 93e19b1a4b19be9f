"""An obstacle brought to the clinic, and everything that was recorded of it since."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.directory.models import Aspect, Indicator, Offer, Partner, Pesantren, Reading
from klinik.tenancy.models import Office


class Audience(models.TextChoices):
    """Who may read a case beside the pesantren itself."""

    OFFICES = "offices", _("Only the offices of the programme")
    NETWORK = "network", _("Open to the network")


class Stage(models.TextChoices):
    """How far a case has come: computed by the database from its events, never set by hand."""

    WAITING = "waiting", _("Waiting for the office")
    TAKEN = "taken", _("Taken")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    MEASURED = "measured", _("Measured")
    CLOSED = "closed", _("Closed")


class CaseYear(models.Model):
    """The last number given in a year; its row is locked while the next one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Case(models.Model):
    """One obstacle of one pesantren. What follows the opening is told by its events."""

    number = models.CharField(max_length=16, unique=True)
    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="cases")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="cases")
    audience = models.CharField(max_length=8, choices=Audience)
    title = models.CharField(max_length=150)
    description = models.TextField()
    since = models.DateField()
    tried = models.TextField(blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="cases")
    baseline = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+")
    target = models.DecimalField(max_digits=20, decimal_places=3)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    request_id = models.UUIDField()
    is_simulated = models.BooleanField(default=False)

    # Kept by the trigger on the events, refused to everybody else (sql/recorded.sql).
    stage = models.CharField(
        max_length=8, choices=Stage, default=Stage.WAITING, db_default=Stage.WAITING
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="cases", editable=False
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    result = models.ForeignKey(
        Reading, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="case_opened_once_per_request", fields=["pesantren", "request_id"]
            ),
        ]
        indexes = [models.Index(fields=["aspect", "stage"], name="case_queue")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.number])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Help(models.Model):
    """A partner offers to help with a case that is open to the network; its answer is an event."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="helps")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="helps")
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="helps"
    )
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.partner}: {self.case}"


class Activity(models.Model):
    """One dated thing that somebody does against the obstacle."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        VISIT = "visit", _("visit")
        MENTORING = "mentoring", _("mentoring")
        REFERRAL = "referral", _("referral")
        CERTIFICATE = "certificate", _("certificate or licence")
        GRANT = "grant", _("grant or equipment")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=12, choices=Kind)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=200)
    on = models.DateField()
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"


class CaseEvent(models.Model):
    """One thing that happened to a case: written once, never changed, never deleted."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        TAKEN = "taken", _("taken")
        REASSIGNED = "reassigned", _("handed to another office")
        ANSWERED = "answered", _("message")
        PLANNED = "planned", _("activity set")
        DONE = "done", _("activity done")
        MEASURED = "measured", _("result")
        CLOSED = "closed", _("closed")
        AGREED = "agreed", _("agreed to a story")
        OFFERED = "offered", _("help offered")
        ACCEPTED = "accepted", _("help accepted")
        DECLINED = "declined", _("help declined")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, related_name="events"
    )
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, related_name="+")
    help = models.ForeignKey(Help, on_delete=models.PROTECT, null=True, related_name="events")
    on = models.DateField(null=True)
    text = models.TextField(blank=True)
    file = models.FileField(upload_to="cases/%Y/%m", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of all that the request said

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="case_event_once_per_request", fields=["case", "request_id"]
            ),
            models.UniqueConstraint(
                name="case_opened_closed_agreed_once",
                fields=["case", "kind"],
                condition=Q(kind__in=["opened", "closed", "agreed"]),
            ),
            models.UniqueConstraint(
                name="case_help_answered_once",
                fields=["help"],
                condition=Q(kind__in=["accepted", "declined"]),
            ),
            models.UniqueConstraint(
                name="case_activity_done_once", fields=["activity"], condition=Q(kind="done")
            ),
        ]

    objects: ClassVar[models.Manager["CaseEvent"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.case.number}: {self.get_kind_display()}"
