"""The members of a cooperative. Names stand here and nowhere in the ledger."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from klinik.finance.members.rules import NAME_LENGTH
from klinik.tenancy.models import Koppontren, TenantQuerySet


class Register(models.Model):
    """Counts the members of one koppontren; its row is the lock under which a number is given."""

    koppontren = models.OneToOneField(
        Koppontren, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    last_number = models.PositiveIntegerField(default=0)

    objects: ClassVar[TenantQuerySet["Register"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"register {self.pk}"


class Member(models.Model):
    """A person who belongs to the cooperative, under the number on their card."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="members")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=NAME_LENGTH)
    phone = models.CharField(max_length=15, blank=True)
    joined_on = models.DateField()
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Member"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "number"]
        constraints = [
            models.UniqueConstraint(name="member_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="member_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(name="member_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member", args=[self.koppontren.slug, self.number])
