"""Phones of a koppontren that several people use, and the PINs with which they sign in there."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from klinik.core.history import remembered
from klinik.tenancy.models.places import Koppontren, TenantQuerySet


@remembered("number", "token_hash", "link_until", "last_used_at")
class Device(models.Model):
    """A shared device: its cookie says which one it is, and opens nothing without a PIN.

    The cookie holds a random word of which only the hash is kept here.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="devices")
    number = models.UUIDField(default=uuid4)
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    link_until = models.DateTimeField()
    token_hash = models.CharField(max_length=64, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["Device"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="device_number_once", fields=["koppontren", "number"]),
            models.CheckConstraint(
                name="device_enrolled_with_a_token",
                condition=Q(enrolled_at=None, token_hash="")
                | (Q(enrolled_at__isnull=False) & ~Q(token_hash="")),
            ),
            models.CheckConstraint(
                name="device_enrolled_while_its_link_lasts",
                condition=Q(enrolled_at=None) | Q(enrolled_at__lte=F("link_until")),
            ),
            models.CheckConstraint(
                name="device_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """People may sign in at it."""
        return self.enrolled_at is not None and self.revoked_at is None

    @property
    def waits(self) -> bool:
        """Its link still turns a browser into it."""
        return (
            self.enrolled_at is None
            and self.revoked_at is None
            and self.link_until > timezone.now()
        )


@remembered("pin_hash", "code_hash", "code_until")
class Pin(models.Model):
    """What one person types at one device: a start code, then the PIN they chose with it."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="pins")
    device = models.ForeignKey(  # (koppontren, device) points there, see migrations
        Device, on_delete=models.PROTECT, related_name="pins", db_constraint=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=200, blank=True)  # the start code, by Django's hasher
    code_until = models.DateTimeField(null=True, blank=True)
    code_given_at = models.DateTimeField()
    pin_hash = models.CharField(max_length=200, blank=True)  # the PIN, keyed by the device's word
    chosen_at = models.DateTimeField(null=True, blank=True)
    unlocked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Pin"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="pin_once", fields=["koppontren", "device", "person"]),
            models.CheckConstraint(
                name="pin_hashed",
                condition=Q(pin_hash="", chosen_at=None)
                | Q(pin_hash__regex=r"^[a-z0-9_]+\$.{20,}$", chosen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pin_code_hashed_for_a_while",
                condition=Q(code_hash="", code_until=None)
                | Q(code_hash__regex=r"^[a-z0-9_]+\$.{20,}$", code_until__isnull=False),
            ),
            models.CheckConstraint(
                name="pin_or_code",
                condition=Q(code_hash="") | Q(pin_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.person_id}"

    @property
    def is_chosen(self) -> bool:
        """Its person has chosen a PIN."""
        return self.pin_hash != ""

    @property
    def waits(self) -> bool:
        """A start code lies ready."""
        return self.code_until is not None and self.code_until > timezone.now()
