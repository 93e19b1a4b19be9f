"""An obstacle brought to the clinic, and everything that was recorded of it since."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.directory.models import Aspect, Indicator, Offer, Partner, Pesantren, Reading
from klinik.tenancy.models import Office


class Audience(models.TextChoices):
    """Who may read a case beside the pesantren itself."""

    OFFICES = "offices", _("Only the offices of the programme")
    NETWORK = "network", _("Open to the network")
    NAMED = "named", _("Only the people we name")


class Side(models.TextChoices):
    """For whom somebody did a step."""

    PESANTREN = "pesantren", _("pesantren")
    OFFICE = "office", _("office")
    PARTNER = "partner", _("partner")


class Stage(models.TextChoices):
    """How far a case has come: computed by the database from its events, never set by hand."""

    WAITING = "waiting", _("Waiting for the office")
    TAKEN = "taken", _("Taken")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    MEASURED = "measured", _("Measured")
    CLOSED = "closed", _("Closed")


class Urgency(models.TextChoices):
    """How soon a case needs somebody, as its office says; ordinary until then."""

    URGENT = "urgent", _("Urgent")
    ORDINARY = "ordinary", _("Ordinary")
    CALM = "calm", _("Can wait")

    @property
    def meaning(self) -> Promise | str:
        """In words, so that everybody chooses alike."""
        return MEANINGS[self]


MEANINGS: dict[str, Promise | str] = {
    Urgency.URGENT: _("goods, money or a licence are lost within days"),
    Urgency.ORDINARY: _("it hinders the work, which goes on meanwhile"),
    Urgency.CALM: _("nothing is lost if it takes a while"),
}


class Waits(models.TextChoices):
    """Whose move it is: computed by the database from the events, never set by hand."""

    OFFICE = "office", _("Waits for the office")
    PESANTREN = "pesantren", _("Waits for the pesantren")
    WORK = "work", _("An activity is under way")
    NOBODY = "", _("Waits for nobody")


# To order by, as an office's queue is: what nobody has taken, what is under way, what is closed.
AT_ITS_STAGE = models.Case(
    models.When(stage=Stage.WAITING, then=models.Value(0)),
    models.When(stage=Stage.CLOSED, then=models.Value(2)),
    default=models.Value(1),
    output_field=models.IntegerField(),
)
# Then urgent cases, the ordinary ones, those that can wait.
SOONEST = models.Case(
    *(
        models.When(urgency=urgency, then=models.Value(place))
        for place, urgency in enumerate(Urgency.values)
    ),
    default=models.Value(1),
    output_field=models.IntegerField(),
)


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
    # The people named as readers, where the audience is they alone; later ones come by events.
    readers = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    title = models.CharField(max_length=150)
    description = models.TextField()
    since = models.DateField(null=True)
    tried = models.TextField(blank=True)
    # The figure that should change, how much it was at first, and how much it should become; a case
    # opened with one tap has none until somebody adds it.
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, related_name="cases"
    )
    baseline = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.DecimalField(max_digits=20, decimal_places=3, null=True)
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
    urgency = models.CharField(
        max_length=8,
        choices=Urgency,
        default=Urgency.ORDINARY,
        db_default=Urgency.ORDINARY,
        editable=False,
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
    waits_for = models.CharField(
        max_length=10,
        choices=Waits,
        blank=True,
        default=Waits.OFFICE,
        db_default=Waits.OFFICE,
        editable=False,
    )
    waits_since = models.DateTimeField(default=timezone.now, editable=False)
    # The day of the next activity that is set; once it has passed it is the office's move.
    work_until = models.DateField(null=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    # The farthest step that an event proves: 1 opened, 2 an office said something, 3 taken,
    # 4 planned, 5 done, 6 measured (sql/road.sql).
    reached = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    answered_on = models.DateField(null=True, editable=False)  # first said something, an office
    measured_on = models.DateField(null=True, editable=False)  # first

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="case_opened_once_per_request", fields=["pesantren", "request_id"]
            ),
            models.CheckConstraint(
                name="case_names_readers_if_for_them",
                condition=Q(audience="named") & ~Q(readers=[])
                | ~Q(audience="named") & Q(readers=[]),
            ),
            models.CheckConstraint(
                name="case_figure_whole",
                condition=Q(indicator__isnull=True, baseline__isnull=True, target__isnull=True)
                | Q(indicator__isnull=False, baseline__isnull=False, target__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["aspect", "stage"], name="case_queue"),
            models.Index(fields=["waits_for", "waits_since"], name="case_waits"),
            models.Index(
                fields=["work_until"], name="case_work_until", condition=Q(waits_for="work")
            ),
            models.Index(fields=["id"], name="case_named", condition=Q(audience="named")),
            models.Index(fields=["opened_at", "id"], name="case_newest"),
            models.Index(fields=["changed_at", "id"], name="case_changed"),
            models.Index("aspect", AT_ITS_STAGE, SOONEST, "opened_at", "id", name="case_next"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.number])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def has_figure(self) -> bool:
        return self.baseline_id is not None

    @property
    def urgency_meaning(self) -> Promise | str:
        return Urgency(self.urgency).meaning

    def is_overdue(self, today: date) -> bool:
        """An activity was set for a day that has passed, and nobody said what came of it."""
        until = self.work_until if self.waits_for == Waits.WORK else None
        return until is not None and until < today

    def turn(self, today: date) -> Waits:
        """Whose move it is on this day: the office's, where the day of an activity has passed."""
        return Waits.OFFICE if self.is_overdue(today) else Waits(self.waits_for)

    def turn_since(self, today: date) -> date:
        """Since which day it has been their move."""
        until = self.work_until if self.is_overdue(today) else None
        return until or timezone.localdate(self.waits_since)

    @property
    def whose_turn(self) -> str:
        return str(self.turn(timezone.localdate()).label)


class Likeness(models.Model):
    """The words of a case by which it is found; kept by triggers, read by functions (found.sql).

    The application has no right on this table: they answer with what the reader may see.
    """

    # Nothing is asked of this table when somebody tries to delete a case: PostgreSQL refuses that.
    case = models.OneToOneField(
        Case,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        related_name="+",
        db_constraint=False,  # the migration adds it past the walls
    )
    words = SearchVectorField()  # by which others are alike
    document = SearchVectorField(null=True)  # what a search looks through: the pesantren's name too
    place = models.BigIntegerField(null=True)  # of the pesantren, for the functions alone
    audience = models.CharField(max_length=8, default="")
    is_solved = models.BooleanField(default=False)  # closed by its result
    days = models.PositiveIntegerField(null=True)  # from the opening to the end

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="case_words"),
            GinIndex(fields=["document"], name="case_document"),
            models.Index(fields=["place"], name="case_likeness_place"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


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


class Referral(models.Model):
    """Another office or a partner is asked to see to a part of a case; its answers are events.

    The case stays with its office, which may ask several.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        DONE = "done", _("done")
        RECALLED = "recalled", _("withdrawn")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    text = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="case_referral_to_one",
                condition=Q(office__isnull=True) ^ Q(partner__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.case}"

    @property
    def to(self) -> Office | Partner:
        """Who is asked."""
        asked = self.office or self.partner
        assert asked is not None
        return asked


class Follower(models.Model):
    """Another pesantren that has the same obstacle: the case is its own light case as well."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="followers")
    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="follows")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pesantren}: {self.case}"


class Activity(models.Model):
    """One dated thing that somebody does against the obstacle."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        VISIT = "visit", _("visit")
        MENTORING = "mentoring", _("mentoring")
        REFERRAL = "referral", _("referral")
        CERTIFICATE = "certificate", _("certificate or licence")
        GRANT = "grant", _("grant or equipment")
        MONITORING = "monitoring", _("look at what was granted")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=12, choices=Kind)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=200)
    on = models.DateField()
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    looks_at = models.ForeignKey(  # the grant that this looks at
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="looks"
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                name="case_only_monitoring_looks_at",
                condition=Q(kind="monitoring", looks_at__isnull=False)
                | ~Q(kind="monitoring") & Q(looks_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"

    @property
    def is_monitoring(self) -> bool:
        return self.kind == self.Kind.MONITORING


# What some events tell of: without it they would say nothing.
TOLD_OF = {
    "office": ["taken", "assigned"],
    "person": ["named", "assigned"],
    "aspect": ["reassigned"],
    "activity": ["planned", "done", "moved", "dropped"],
    "reading": ["measured"],
    "help": ["offered", "accepted", "declined"],
    "referral": ["referred", "welcomed", "refused", "fulfilled", "recalled"],
}


class CaseEvent(models.Model):
    """One thing that happened to a case: written once, never changed, never deleted."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        TAKEN = "taken", _("taken")
        REASSIGNED = "reassigned", _("handed to another office")
        ANSWERED = "answered", _("message")
        PLANNED = "planned", _("activity set")
        DONE = "done", _("activity done")
        MOVED = "moved", _("activity moved")
        DROPPED = "dropped", _("activity dropped")
        MEASURED = "measured", _("result")
        CLOSED = "closed", _("closed")
        AGREED = "agreed", _("agreed to a story")
        OFFERED = "offered", _("help offered")
        ACCEPTED = "accepted", _("help accepted")
        DECLINED = "declined", _("help declined")
        NAMED = "named", _("reader named")
        WIDENED = "widened", _("opened to the network")
        ASSIGNED = "assigned", _("given to an officer")
        REFERRED = "referred", _("referred")
        REF_ACCEPTED = "welcomed", _("referral accepted")
        REF_REFUSED = "refused", _("referral refused")
        REF_DONE = "fulfilled", _("referral done")
        REF_RECALLED = "recalled", _("referral withdrawn")
        AIMED = "aimed", _("goals set")
        TRIAGED = "triaged", _("urgency set")
        COMPLETED = "completed", _("completed")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)  # for whom they did it
    person = models.ForeignKey(  # to whom it was done
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, related_name="events"
    )
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, related_name="+")
    help = models.ForeignKey(Help, on_delete=models.PROTECT, null=True, related_name="events")
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, related_name="events"
    )
    urgency = models.CharField(max_length=8, choices=Urgency, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    on = models.DateField(null=True)
    text = models.TextField(blank=True)
    awaits_answer = models.BooleanField(default=False)  # an office's question to the pesantren
    place = models.CharField(max_length=200, blank=True)  # of a visit, in words
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)  # degrees
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
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
                condition=Q(kind__in=["opened", "closed", "agreed", "completed"]),
            ),
            models.UniqueConstraint(
                name="case_help_answered_once",
                fields=["help"],
                condition=Q(kind__in=["accepted", "declined"]),
            ),
            models.UniqueConstraint(
                name="case_referral_answered_once",
                fields=["referral"],
                condition=Q(kind__in=["welcomed", "refused"]),
            ),
            models.UniqueConstraint(
                name="case_referral_ended_once",
                fields=["referral"],
                condition=Q(kind__in=["refused", "fulfilled", "recalled"]),
            ),
            models.UniqueConstraint(
                name="case_activity_over_once",
                fields=["activity"],
                condition=Q(kind__in=["done", "dropped"]),
            ),
            models.CheckConstraint(
                name="case_moved_and_dropped_for_a_reason",
                condition=~Q(kind__in=["moved", "dropped"])
                | ~Q(text="") & (Q(kind="dropped") | Q(on__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_urgency_if_triaged",
                condition=Q(kind="triaged", urgency__in=Urgency.values)
                | ~Q(kind="triaged") & Q(urgency=""),
            ),
            models.CheckConstraint(
                name="case_completed_by_a_figure",
                condition=Q(
                    kind="completed", reading__isnull=False, target__isnull=False, on__isnull=False
                )
                | ~Q(kind="completed") & Q(target__isnull=True),
            ),
            *(
                models.CheckConstraint(
                    name=f"case_event_tells_of_its_{what}",
                    condition=~Q(kind__in=kinds) | Q(**{f"{what}__isnull": False}),
                )
                for what, kinds in TOLD_OF.items()
            ),
            models.CheckConstraint(
                name="case_closed_by_a_result_or_a_reason",
                condition=~Q(kind="closed") | Q(reading__isnull=False) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="case_place_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    objects: ClassVar[models.Manager["CaseEvent"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.case.number}: {self.get_kind_display()}"


class Enclosure(models.Model):
    """A photo or PDF that came with an event of a case; the first may be a figure's evidence."""

    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="enclosures")
    file = models.FileField(upload_to="cases/%Y/%m")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(null=True)  # bytes as kept; of the oldest nobody noted it

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day without work, or a working day after all: of one day the last row holds.

    Rows are only added, so it stays known which days counted when.
    """

    on = models.DateField()
    name = models.CharField(max_length=120)
    is_off = models.BooleanField(default=True)
    source = models.CharField(max_length=300)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["on"], name="case_holiday_on")]

    def __str__(self) -> str:
        return f"{self.on}: {self.name}"


class ServiceTarget(models.Model):
    """Within how many working days something should happen, from a day on. Rows are only added."""

    class Step(models.TextChoices):
        TAKE = "take", _("An office takes the case")
        ACT = "act", _("The office takes the next step")
        ANSWER = "answer", _("The pesantren answers")

    step = models.CharField(max_length=8, choices=Step)
    urgency = models.CharField(
        max_length=8, choices=Urgency, default=Urgency.ORDINARY, db_default=Urgency.ORDINARY
    )
    working_days = models.PositiveSmallIntegerField()
    since = models.DateField()
    source = models.CharField(max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["step", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="case_target_a_working_day", condition=Q(working_days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.get_urgency_display()}: {self.working_days}"
