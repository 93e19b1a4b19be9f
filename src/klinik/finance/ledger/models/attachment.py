"""Receipts beside entries: private files, known by their hash, outside fingerprint and chain."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.finance.ledger.models.drafts import Draft
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Attachment(models.Model):
    """A cleaned picture or PDF of an entry, or of the draft that may become one.

    Taken away while the entry's period is open, its row stays and only the file goes.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.UUIDField(unique=True, default=uuid4)
    entry_number = models.BigIntegerField(null=True, blank=True)
    draft = models.ForeignKey(
        Draft,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        db_constraint=False,
        db_index=False,
    )
    file = models.FileField(upload_to="lampiran/%Y/%m", blank=True)
    file_hash = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Attachment"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="attachment_of_entry_once",
                fields=["koppontren", "entry_number", "file_hash"],
                condition=Q(removed_at=None),
            ),
            models.UniqueConstraint(
                name="attachment_of_draft_once",
                fields=["koppontren", "draft", "file_hash"],
                condition=Q(removed_at=None),
            ),
            models.CheckConstraint(
                name="attachment_of_something",
                condition=Q(entry_number__isnull=False) | Q(draft__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None) & ~Q(file="")
                | Q(removed_at__isnull=False, removed_by__isnull=False, file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        """Where its file is handed out."""
        return reverse("ledger:attachment", args=[self.koppontren.slug, self.number])

    @property
    def was_approved_with(self) -> bool:
        """It lay beside a draft when that became an entry; what was seen then stays."""
        return self.draft_id is not None and self.entry_number is not None

    @property
    def is_picture(self) -> bool:
        """A picture that we have drawn anew, to be shown in its place."""
        return str(self.file.name).endswith(".jpg")
