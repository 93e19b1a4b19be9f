"""The koppontren as tenant, the offices beside it, and who belongs where."""

from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from klinik.directory.models import Aspect, Pesantren, Region
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, OFFICE_ROLES, PESANTREN_ROLES, Role

Row = TypeVar("Row", bound=models.Model)


class TenantQuerySet(models.QuerySet[Row]):
    """Rows that belong to one koppontren: the first of the three walls."""

    def of(self, koppontren: "Koppontren") -> "TenantQuerySet[Row]":
        """Only this koppontren's rows."""
        return self.filter(koppontren=koppontren)


class Koppontren(models.Model):
    """A pesantren's cooperative: the tenant, with one book of its own."""

    pesantren = models.OneToOneField(Pesantren, on_delete=models.PROTECT, related_name="koppontren")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:koppontren", args=[self.slug])


class Office(models.Model):
    """An office of the agency: it answers for an aspect, or for one region."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    aspect = models.OneToOneField(
        Aspect, on_delete=models.PROTECT, null=True, blank=True, related_name="office"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:list")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who belongs where, today."""

    def running(self) -> "MembershipQuerySet":
        """Leave out the roles that have ended or not yet begun."""
        today = timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=today), started_on__lte=today)


class Membership(models.Model):
    """One person's role in exactly one koppontren, pesantren or office."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role)
    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    pesantren = models.ForeignKey(
        Pesantren, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    started_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_of_one_place_by_role",
                condition=Q(
                    role__in=sorted(KOPPONTREN_RIGHTS),
                    koppontren__isnull=False,
                    pesantren=None,
                    office=None,
                )
                | Q(
                    role__in=sorted(PESANTREN_ROLES),
                    koppontren=None,
                    pesantren__isnull=False,
                    office=None,
                )
                | Q(
                    role__in=sorted(OFFICE_ROLES),
                    koppontren=None,
                    pesantren=None,
                    office__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="membership_role_once",
                fields=["user", "role", "koppontren", "pesantren", "office"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.place}"

    @property
    def place(self) -> Koppontren | Pesantren | Office:
        """The one place this role is in; the constraint sees to it that there is one."""
        place = self.koppontren or self.pesantren or self.office
        if place is None:
            raise ValueError("a membership without a place was never saved")
        return place
