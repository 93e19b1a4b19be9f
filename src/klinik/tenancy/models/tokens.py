"""Tokens with which programs ask in one person's name, in one koppontren."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.tenancy.models.memberships import Membership
from klinik.tenancy.models.places import Koppontren, TenantQuerySet
from klinik.tenancy.tokens.rules import LONGEST


class ApiToken(models.Model):
    """A program may ask in this person's name; the secret itself is kept nowhere.

    It lasts as long as the role it was made in, and does what the person's roles allow that day.
    """

    class Scope(models.TextChoices):
        READ = "read", _("read only")
        WRITE = "write", _("read and record")

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="tokens")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens"
    )
    membership = models.ForeignKey(  # (koppontren, membership) points there, see migrations
        Membership, on_delete=models.PROTECT, related_name="tokens", db_constraint=False
    )
    number = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=5, choices=Scope)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    hint = models.CharField(max_length=4)  # the last letters, to tell one from another
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["ApiToken"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="token_lasts_a_year_at_most",
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + LONGEST),
            ),
            models.CheckConstraint(
                name="token_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """It opens something now."""
        ended_on = self.membership.ended_on
        return (
            self.revoked_at is None
            and self.expires_at > timezone.now()
            and (ended_on is None or ended_on >= timezone.localdate())
        )
