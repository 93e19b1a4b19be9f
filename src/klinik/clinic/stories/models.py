"""A success told with its figures, so that others learn from it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases.models import Case
from klinik.clinic.cases.rules import moved_away
from klinik.directory.models import Pesantren, Reading


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories as the pages may show them."""

    def published(self) -> "StoryQuerySet":
        """Leave out what is to be published later."""
        return self.filter(published_at__lte=timezone.now())


class Story(models.Model):
    """One pesantren's way from a figure before to a figure after."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=150)
    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="stories")
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="story"
    )
    summary = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    before = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+")
    fall_is_good = models.BooleanField(default=False)  # the figure was to fall, not to rise
    sources_note = models.TextField(blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_simulated = models.BooleanField(default=False)

    objects: ClassVar[StoryQuerySet] = StoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stories:story", args=[self.slug])

    @property
    def figures(self) -> tuple[Reading, Reading] | None:
        """Before and after; None where the consent to one of them was withdrawn."""
        try:
            return self.before, self.after
        except Reading.DoesNotExist:
            return None

    @property
    def moved_away(self) -> bool:
        """The figure went the other way than was wished: shown as it is, never as a success."""
        figures = self.figures
        if figures is None:
            return False
        before, after = (figure.value for figure in figures)
        return moved_away(before, after, fall_is_good=self.fall_is_good)


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
