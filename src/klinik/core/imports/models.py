"""A table that somebody sent, as it was read, and what became of its rows."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from klinik.core.imports.rules import Result, Row


class Import(models.Model):
    """One file on its way in, for its owner only.

    `rows` are [number in the file, cells]; they are forgotten after a month, the rest stays.
    `mapping` says which column stands under which heading. `outcome` is what the preview found,
    then what was saved: {"counts": {...}, "bad": [[row, reason]], "changes": [[row, what]]}.
    `parts_done` counts what was saved, so that work that was interrupted goes on from there.
    """

    number = models.UUIDField(unique=True, default=uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    headings = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    rows = models.JSONField()
    mapping = models.JSONField(null=True)
    about = models.JSONField(default=dict)  # what was asked once: source, day
    outcome = models.JSONField(null=True)
    parts_done = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(  # checked by nobody: both stand behind the wall of their owner
        "core.Job", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def table(self) -> list[Row]:
        """The rows as they were read."""
        return [Row(number, cells) for number, cells in self.rows]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are or would be new, changed, unchanged, bad."""
        found: dict[str, Any] = self.outcome or {}
        counts: dict[str, int] = found.get("counts", {})
        return {result.value: counts.get(result.value, 0) for result in Result}

    @property
    def is_forgotten(self) -> bool:
        """Its rows were too old to keep."""
        return not self.rows
