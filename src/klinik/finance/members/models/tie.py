"""Through whose account a member's own page is seen: the member's, or the guardian's."""

from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from klinik.finance.members.choices import Capacity
from klinik.finance.members.models.member import Member
from klinik.finance.members.rules import NAME_LENGTH
from klinik.tenancy.models import Koppontren, TenantQuerySet


class MemberTie(models.Model):
    """A link that was given to a member or a guardian, and the account that was tied by it.

    The link is signed and stored nowhere. It is good once, for seven days, until it is ended. The
    row is the log: who made it when, who took it when, who ended it when (nobody: a rule did).
    """

    SALT: ClassVar[str] = "klinik.members.tie"

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="ties", db_constraint=False
    )
    number = models.UUIDField()
    capacity = models.CharField(max_length=10, choices=Capacity)
    called = models.CharField(max_length=NAME_LENGTH)
    phone = models.CharField(max_length=15, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    tied_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)  # the day a guarded child is 18, kept by the database
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["MemberTie"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="tie_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="tie_once_at_a_time",
                fields=["koppontren", "member", "capacity"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="tie_capacity_known", condition=Q(capacity__in=sorted(Capacity))
            ),
            models.CheckConstraint(
                name="tie_taken_by_somebody",
                condition=Q(person=None, tied_at=None)
                | Q(person__isnull=False, tied_at__lte=F("expires_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called}: {self.get_capacity_display()}"

    def get_absolute_url(self) -> str:
        """The address that ties whoever opens it and signs in."""
        sealed = signing.Signer(salt=self.SALT).sign(str(self.pk))
        return reverse("own:tie", args=[sealed])

    @property
    def is_open(self) -> bool:
        """The link may still be taken."""
        return self.person_id is None and self.ended_at is None and not self.is_past

    @property
    def is_past(self) -> bool:
        """Its seven days are over."""
        return self.expires_at <= timezone.now()

    @property
    def is_tied(self) -> bool:
        """Somebody sees the member through it."""
        return self.person_id is not None and self.ended_at is None
