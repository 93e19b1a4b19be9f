"""Work that somebody started and follows: how far it is, and what came of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.imports.models import Import as Import
from klinik.core.money import grouped


def told(sentence: str, values: dict[str, int | str]) -> str:
    """A sentence that was stored untranslated, in the reader's language; numbers are grouped."""
    shown = {name: grouped(v) if isinstance(v, int) else v for name, v in values.items()}
    return gettext(sentence) % shown if sentence else ""


class Job(models.Model):
    """One piece of work in the background, for its owner only; sentences are kept as msgids."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for its turn")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    number = models.UUIDField(unique=True, default=uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: nobody knows yet
    said = models.CharField(max_length=500, blank=True)
    said_with = models.JSONField(default=dict, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(name="job_not_past_its_end", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="job_over_has_finished",
                condition=Q(state__in=["waiting", "running"], finished_at=None)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.number])

    @property
    def shown_title(self) -> str:
        """What is being done, in the reader's language."""
        return told(self.title, {})

    @property
    def message(self) -> str:
        """What came of it, in the reader's language."""
        return told(self.said, self.said_with)

    @property
    def is_over(self) -> bool:
        """Nothing will change any more."""
        return self.finished_at is not None
