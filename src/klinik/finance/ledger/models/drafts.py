"""The limit that the board sets, and what waits for a second person because of it.

Neither is ever deleted. What a draft says never changes and its decision is made once
(`sql/drafts.sql`), so that its row is its own history.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.tenancy.models import Koppontren, TenantQuerySet


class Limit(models.Model):
    """From now on, entries above `amount` rupiah need a second person; None: none does.

    The latest row holds; the others tell what held before, since when and by whom.
    """

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount = models.BigIntegerField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Limit"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="limit_above_zero", condition=Q(amount=None) | Q(amount__gt=0)
            ),
        ]
        indexes = [models.Index(name="limit_latest", fields=["koppontren", "-id"])]

    def __str__(self) -> str:
        return f"{self.amount}"


# Where drafts of a kind are looked at; rooms above say so as they start.
PAGES: dict[str, str] = {}


class Decision(models.TextChoices):
    """What became of a draft."""

    WAITING = "", _("waits")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Draft(models.Model):
    """An entry that waits for a second person, with what the ledger's door will be given."""

    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    request_id = models.UUIDField()
    kind = models.CharField(max_length=50)
    on = models.DateField(db_column="on_date", null=True, blank=True)
    on_was_given = models.BooleanField()
    accounts = ArrayField(models.BigIntegerField())
    debits = ArrayField(models.BigIntegerField())
    credits = ArrayField(models.BigIntegerField())
    memo = models.CharField(max_length=500, blank=True)
    reverses = models.BigIntegerField(null=True, blank=True)
    corrects = models.BigIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    entry_number = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Draft"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="draft_request_once", fields=["koppontren", "request_id"]),
            models.UniqueConstraint(
                name="draft_undoes_once",
                fields=["koppontren", "reverses"],
                condition=Q(decision="", reverses__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_decided_once_and_whole",
                condition=Q(decision="", decided_by=None, decided_at=None, entry_number=None)
                | Q(decision="approved", decided_at__isnull=False, entry_number__isnull=False)
                | Q(decision="rejected", decided_at__isnull=False, entry_number=None)
                & ~Q(reason="")
                | Q(decision="withdrawn", decided_at__isnull=False, entry_number=None),
            ),
            # The second person is another one, whoever asks: DESIGN section 3, refusal 9.
            models.CheckConstraint(
                name="draft_approved_by_another",
                condition=Q(decision="")
                | Q(decision__in=["approved", "rejected"], decided_by__isnull=False)
                & ~Q(decided_by=F("made_by"))
                | Q(decision="withdrawn", decided_by=F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    def get_absolute_url(self) -> str:
        """Its page."""
        page = PAGES.get(self.kind, "ledger:draft")
        return reverse(page, args=[self.koppontren.slug, self.request_id])

    @property
    def amount(self) -> int:
        """What would be moved, in whole rupiah."""
        return sum(self.debits)

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided yet."""
        return self.decision == Decision.WAITING
