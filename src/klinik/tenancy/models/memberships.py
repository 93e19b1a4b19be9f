"""Who belongs where: one person's role in one place, and invitations to one."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from klinik.core.history import remembered
from klinik.directory.models import Partner, Pesantren
from klinik.tenancy.models.offices import Office
from klinik.tenancy.models.places import Koppontren
from klinik.tenancy.roles import (
    COORDINATORS,
    HELPERS,
    KOPPONTREN_RIGHTS,
    OFFICE_ROLES,
    PARTNER_RIGHTS,
    PESANTREN_ROLES,
    Role,
)

Place = Koppontren | Pesantren | Office | Partner
PLACES = ("koppontren", "pesantren", "office", "partner")


def one_place_by_role() -> Q:
    """A role stands in the kind of place that it belongs to, and in one place only."""
    return (
        Q(role__in=sorted(KOPPONTREN_RIGHTS), **_only_in("koppontren"))
        | Q(role__in=sorted(PESANTREN_ROLES), **_only_in("pesantren"))
        | Q(role__in=sorted(OFFICE_ROLES | HELPERS), **_only_in("office"))
        | Q(role__in=sorted(PARTNER_RIGHTS), **_only_in("partner"))
    )


def _only_in(kind: str) -> dict[str, bool]:
    return {f"{place}__isnull": place != kind for place in PLACES}


def in_place(place: Place) -> dict[str, Place | None]:
    """The columns for one place."""
    return {
        "koppontren": place if isinstance(place, Koppontren) else None,
        "pesantren": place if isinstance(place, Pesantren) else None,
        "office": place if isinstance(place, Office) else None,
        "partner": place if isinstance(place, Partner) else None,
    }


class InOnePlace(models.Model):
    """A role in exactly one koppontren, pesantren, office or partner."""

    role = models.CharField(max_length=16, choices=Role)
    koppontren = models.ForeignKey(
        Koppontren, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    pesantren = models.ForeignKey(
        Pesantren, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> Place:
        """The one place this role is in; the constraint sees to it that there is one."""
        place = self.koppontren or self.pesantren or self.office or self.partner
        if place is None:
            raise ValueError("a role without a place was never saved")
        return place


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who belongs where, today."""

    def running(self, day: Any = None) -> "MembershipQuerySet":
        """Leave out the roles that have ended or not yet begun on `day`, by default today."""
        day = timezone.localdate() if day is None else day
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)


@remembered()
class Membership(InOnePlace):
    """One person's role in exactly one place."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    started_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_of_one_place_by_role",
                condition=one_place_by_role(),
            ),
            models.UniqueConstraint(
                name="membership_role_once",
                fields=["user", "role", *PLACES],
                condition=Q(ended_on=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.place}"

    @property
    def coordinates(self) -> bool:
        """A role in the province's secretariat, which knows every office and pesantren."""
        office = self.office
        return office is not None and office.region_id is None and self.role in COORDINATORS

    @property
    def brings_in(self) -> bool:
        """A role that brings pesantren into the directory: of the secretariat, or of a regency."""
        in_regency = self.office is not None and self.office.region_id is not None
        return self.coordinates or (in_regency and self.role in OFFICE_ROLES)


@remembered("number")
class Invitation(InOnePlace):
    """A role offered to somebody, taken up by the link that carries the invitation's number.

    The link is signed and stored nowhere: who invited can show it again, a copy of the database
    cannot.
    """

    SALT: ClassVar[str] = "klinik.tenancy.invitation"

    number = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_of_one_place_by_role", condition=one_place_by_role()
            ),
            models.CheckConstraint(  # addresses of an invitation that is over may be erased
                name="invitation_can_be_sent",
                condition=~Q(email="", phone="")
                | Q(accepted_at__isnull=False)
                | Q(withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_role_display()}, {self.place}"

    def get_absolute_url(self) -> str:
        """The address for the invited person; whoever has it may take the role up."""
        sealed = signing.Signer(salt=self.SALT).sign(str(self.pk))
        return reverse("tenancy:invitation", args=[sealed])

    @property
    def is_open(self) -> bool:
        """It may still be taken up."""
        return (
            self.approved_by_id is not None
            and self.accepted_at is None
            and self.withdrawn_at is None
            and self.expires_at > timezone.now()
        )
