"""What a person asked for about themselves: a copy of their data, or to be erased."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from klinik.core.models import Job
from klinik.people.models.users import User
from klinik.people.rules import COPY_KEPT, ERASED_AFTER


class OwnCopy(models.Model):
    """A file with everything about one person, for that person only, kept for a week."""

    number = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(  # checked by nobody: both stand behind the wall of their owner
        Job, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    file = models.FileField(upload_to="copies", blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name_plural = "own copies"
        constraints = [
            models.CheckConstraint(
                name="own_copy_made_with_its_file",
                condition=Q(made_at=None, file="") | (Q(made_at__isnull=False) & ~Q(file="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.number}"

    @property
    def kept_until(self) -> datetime | None:
        """The moment from which nobody can take it any more."""
        return self.made_at + COPY_KEPT if self.made_at else None

    @property
    def is_there(self) -> bool:
        """It may be taken now."""
        return self.kept_until is not None and self.kept_until > timezone.now()

    @property
    def is_coming(self) -> bool:
        """Its job waits or is at work."""
        return self.made_at is None and self.job is not None and not self.job.is_over


class Erasure(models.Model):
    """A person asks to be erased; it happens when `due_at` has passed, unless they take it back."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="erasure_waits_two_weeks",
                condition=Q(due_at__gte=F("asked_at") + ERASED_AFTER),
            ),
            models.CheckConstraint(
                name="erasure_taken_back_or_done", condition=Q(taken_back_at=None) | Q(done_at=None)
            ),
            models.UniqueConstraint(
                name="erasure_asked_once",
                fields=["person"],
                condition=Q(taken_back_at=None, done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.due_at:%Y-%m-%d}"
