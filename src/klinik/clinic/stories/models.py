"""A success told with its figures, so that others learn from it."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.models import Case
from klinik.clinic.cases.rules import moved_away
from klinik.directory.models import Aspect, Pesantren, Reading


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories as the pages may show them."""

    def published(self) -> "StoryQuerySet":
        """Leave out drafts, what is to be published later, and what was taken back."""
        return self.filter(published_at__lte=timezone.now())


class Told(models.Model):
    """What is told: in three parts or freely, with two figures, two pictures, and where from."""

    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300)
    was = models.TextField(blank=True)
    done = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    body = models.TextField(blank=True)  # told freely, where the three parts do not fit
    claims = models.TextField(blank=True)  # one figure a line, by the pesantren's own word
    before = models.ForeignKey(
        Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    after = models.ForeignKey(
        Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fall_is_good = models.BooleanField(default=False)  # the figure was to fall, not to rise
    picture_before = models.ForeignKey(
        "stories.Picture", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    picture_after = models.ForeignKey(
        "stories.Picture", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_title = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    source_on = models.DateField(
        null=True, blank=True
    )  # the day of the publication, where it is known
    sources_note = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def figures(self) -> tuple[Reading, Reading] | None:
        """Before and after; None where there are none or the consent to one was withdrawn."""
        try:
            before, after = self.before, self.after
        except Reading.DoesNotExist:
            return None
        return (before, after) if before and after else None

    @property
    def figures_hold(self) -> bool:
        """Both figures are there, and neither was withdrawn or put right since."""
        return self.figures is not None and all(
            row.withdrawn_at is None and row.replaced_at is None for row in self.figures
        )

    @property
    def moved_away(self) -> bool:
        """The figure went the other way than was wished: shown as it is, never as a success."""
        if self.figures is None:
            return False
        before, after = (figure.value for figure in self.figures)
        return moved_away(before, after, fall_is_good=self.fall_is_good)

    @property
    def own_word(self) -> list[str]:
        """Figures that nothing but the pesantren's own word stands behind."""
        return [line.strip() for line in self.claims.splitlines() if line.strip()]

    @property
    def pictures(self) -> "list[Picture]":
        """The picture before and the one after, as far as there are any."""
        return [picture for picture in (self.picture_before, self.picture_after) if picture]


class Story(Told):
    """One pesantren's way from before to after: what stands here is what everybody reads.

    Everything but the slug is written by the database from its versions and what was recorded of
    them (sql/told.sql); before a story is published the first time it holds its first draft.
    """

    class Stage(models.TextChoices):
        DRAFT = "draft", _("being written")
        SENT = "sent", _("waits to be looked at")
        RETURNED = "returned", _("given back")
        PUBLIC = "public", _("public")
        WITHDRAWN = "withdrawn", _("taken back")

    slug = models.SlugField(max_length=120, unique=True)
    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="stories")
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="story"
    )
    aspect = models.ForeignKey(
        Aspect, on_delete=models.PROTECT, null=True, blank=True, related_name="stories"
    )  # whose office looks at it, beside the secretariat
    request_id = models.UUIDField(null=True, blank=True)
    stage = models.CharField(  # of the newest version
        max_length=10, choices=Stage, default=Stage.DRAFT, editable=False
    )
    is_agreed = models.BooleanField(  # the pesantren agreed to some version of it
        default=False, db_default=False, editable=False
    )
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)  # the version shown was published
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_simulated = models.BooleanField(default=False)

    objects: ClassVar[StoryQuerySet] = StoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name_plural = "stories"
        constraints = [
            models.UniqueConstraint(
                name="story_begun_once_per_request", fields=["told_by", "request_id"]
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stories:story", args=[self.slug]) if self.is_public else self.desk_url

    @property
    def desk_url(self) -> str:
        """Where its parties write it, agree to it and look at it."""
        return reverse("stories:draft", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Everybody may read it now."""
        return self.published_at is not None and self.published_at <= timezone.now()


class Entry(models.Model):
    """What a published story is found by; kept by triggers, read by a function (sql/found.sql).

    The application has no right on this table.
    """

    # Nothing is asked of this table when somebody tries to delete a story: PostgreSQL refuses that.
    story = models.OneToOneField(
        Story, on_delete=models.DO_NOTHING, primary_key=True, related_name="+"
    )
    shown_from = models.DateTimeField()
    place = models.BigIntegerField()  # of the pesantren, whose name is among the words
    document = SearchVectorField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            GinIndex(fields=["document"], name="story_document"),
            models.Index(fields=["place"], name="story_entry_place"),
        ]

    def __str__(self) -> str:
        return str(self.story_id)


class Version(Told):
    """The text as it was written at one time; never edited, the next one stands beside it."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )  # unknown of the first stories
    at = models.DateTimeField(default=timezone.now)
    request_id = models.UUIDField(default=uuid4)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="story_version_once", fields=["story", "number"]),
            models.UniqueConstraint(
                name="story_version_once_per_request", fields=["story", "request_id"]
            ),
            models.CheckConstraint(
                name="story_version_has_both_figures",
                condition=Q(before=None, after=None) | Q(before__isnull=False, after__isnull=False),
            ),
            models.CheckConstraint(
                name="story_version_tells_something",
                condition=~Q(body="") | (~Q(was="") & ~Q(done="") & ~Q(changed="")),
            ),
            models.CheckConstraint(
                name="story_version_source_is_whole",
                condition=Q(source_url="", source_title="", source_on=None)
                | (~Q(source_url="") & ~Q(source_title="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} ({self.number})"


class StoryEvent(models.Model):
    """What was recorded of a version: sent, agreed to, given back, published, taken back."""

    class Kind(models.TextChoices):
        SENT = "sent", _("sent to be looked at")
        AGREED = "agreed", _("the pesantren agreed")
        RETURNED = "returned", _("given back")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("taken back")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500, blank=True)  # the reason
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="story_returned_with_a_reason",
                condition=~Q(kind="returned") | ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.kind}"


class Picture(models.Model):
    """A photo of before or after, drawn anew in two sizes; as visible as what shows it."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="+")
    large = models.FileField(upload_to="stories")
    small = models.FileField(upload_to="stories")
    width = models.PositiveSmallIntegerField()  # of the large one, in pixels
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="story_picture_is_described", condition=~Q(alt="")),
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def large_url(self) -> str:
        """Where the large one is shown."""
        return reverse("stories:picture", args=[self.pk, "besar"])

    @property
    def small_url(self) -> str:
        """Where the small one is shown."""
        return reverse("stories:picture", args=[self.pk, "kecil"])


class CitedFigure(models.Model):
    """What another source says of the same thing: it differs, so it stands beside the story."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="cited")
    order = models.PositiveSmallIntegerField()
    figure = models.CharField(max_length=100)
    period = models.CharField(max_length=100)
    day = models.CharField(max_length=100)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="cited_figure_order_once", fields=["story", "order"]),
        ]

    def __str__(self) -> str:
        return f"{self.figure} ({self.source})"
