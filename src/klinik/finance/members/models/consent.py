"""To what a member, or the guardian of one, agreed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from klinik.core.history import remembered
from klinik.finance.members.models.member import Member
from klinik.finance.members.rules import NAME_LENGTH, Purpose, Relation
from klinik.tenancy.models import Koppontren, TenantQuerySet


@remembered()
class MemberConsent(models.Model):
    """What was agreed to, when, and by whom; taken back, it stays with its last day."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="consents", db_constraint=False
    )
    purpose = models.CharField(max_length=10, choices=Purpose)
    given_on = models.DateField()
    given_by = models.CharField(max_length=NAME_LENGTH)
    relation = models.CharField(max_length=10, choices=Relation)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["MemberConsent"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["given_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="member_consent_once",
                fields=["koppontren", "member", "purpose"],
                condition=Q(withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="member_consent_known",
                condition=Q(purpose__in=sorted(Purpose), relation__in=sorted(Relation))
                & ~Q(given_by=""),
            ),
            models.CheckConstraint(
                name="member_consent_ends_after",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.given_by}"
