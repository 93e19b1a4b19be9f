"""Who asked that a member be forgotten, and who did it; nothing of the person stands here."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from klinik.finance.members.models import Member
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Forgetting(models.Model):
    """One request: asked, then taken back, or confirmed by a second person and done at once."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="forgettings", db_constraint=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantQuerySet["Forgetting"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="forgetting_once_at_a_time",
                fields=["koppontren", "member"],
                condition=Q(taken_back_at=None),
            ),
            models.CheckConstraint(
                name="forgetting_by_two",
                condition=Q(confirmed_by=None, done_at=None)
                | Q(confirmed_by__isnull=False, taken_back_at=None)
                & ~Q(confirmed_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}"
