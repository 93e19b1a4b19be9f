"""Who holds which cash: drawers, the time somebody holds one, counts, and cash on its way.

The money itself is the ledger's: a drawer *is* a cash account. What stands here never changes once
it is over (`sql/guards.sql`), so that the rows are their own history.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import Account, Unit
from klinik.tenancy.models import Koppontren, TenantQuerySet


class UnitCash(models.Model):
    """What a unit's drawers need: accounts for cash on its way, and for counts over and short."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    transit = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    over = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    short = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    objects: ClassVar[TenantQuerySet["UnitCash"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.transit)


class DrawerKind(models.TextChoices):
    """A drawer is one person's for a day's work; a safe is kept by somebody for longer.

    A bag is what one collector carries from member to member, and nobody else opens it. A shop's
    till is a drawer whose cash comes from goods.
    """

    TILL = "till", _("drawer")
    SAFE = "safe", _("safe")
    BAG = "bag", _("collector's bag")
    SHOP = "shop", _("shop's till")


class Drawer(models.Model):
    """A place of cash that one person at a time holds; the money is the ledger's account.

    Its account closed, it is out of use. Of each collector one bag is in use (`sql/guards.sql`).
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=DrawerKind)
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="drawer", db_constraint=False
    )
    owner = models.ForeignKey(  # of a bag
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet["Drawer"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["account__code"]
        constraints = [
            models.CheckConstraint(
                name="drawer_kind_known", condition=Q(kind__in=sorted(DrawerKind))
            ),
            models.CheckConstraint(
                name="drawer_owner_of_a_bag",
                condition=Q(kind=DrawerKind.BAG, owner__isnull=False)
                | ~Q(kind=DrawerKind.BAG) & Q(owner=None),
            ),
        ]

    def __str__(self) -> str:
        return self.account.name

    def get_absolute_url(self) -> str:
        """Its report of today."""
        return reverse("tills:report", args=[self.koppontren.slug, self.account.code])


class Shift(models.Model):
    """The time in which one person holds a drawer, from one count to the next."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    drawer = models.ForeignKey(
        Drawer, on_delete=models.PROTECT, related_name="shifts", db_constraint=False
    )
    kind = models.CharField(max_length=4, choices=DrawerKind)  # the drawer's own
    teller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[TenantQuerySet["Shift"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Two people at once: one wins.
            models.UniqueConstraint(
                name="drawer_held_once",
                fields=["koppontren", "drawer"],
                condition=Q(closed_at=None),
            ),
            models.UniqueConstraint(
                name="teller_holds_one",
                fields=["koppontren", "teller", "kind"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="shift_closed_whole",
                condition=Q(closed_at=None, closed_by=None, handed_to=None, reason="")
                | Q(closed_at__isnull=False, closed_by=F("teller"), reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, handed_to=None)
                & ~Q(closed_by=F("teller"))
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="shift_handed_to_another",
                condition=Q(handed_to=None) | ~Q(handed_to=F("teller")),
            ),
        ]
        indexes = [models.Index(name="shift_of_drawer", fields=["koppontren", "drawer", "-id"])]

    def __str__(self) -> str:
        return f"{self.drawer} {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Somebody holds the drawer by it."""
        return self.closed_at is None


class Moment(models.TextChoices):
    """When a drawer is counted."""

    OPENING = "opening", _("on opening")
    CLOSING = "closing", _("on closing")


class Count(models.Model):
    """What was counted, note by note; a difference to the books is posted and explained.

    `pieces` are how many of each note ("n50000") and coin ("c500"); `expected` is what the books
    held, `entry_number` the entry that brought them to what was counted.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, related_name="counts", db_constraint=False
    )
    moment = models.CharField(max_length=7, choices=Moment)
    pieces = models.JSONField()
    counted = models.BigIntegerField()
    expected = models.BigIntegerField()
    reason = models.CharField(max_length=500, blank=True)
    entry_number = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Count"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="count_once", fields=["koppontren", "shift", "moment"]),
            models.UniqueConstraint(name="count_request_once", fields=["koppontren", "request_id"]),
            models.CheckConstraint(
                name="count_difference_explained",
                condition=Q(counted=F("expected"), entry_number=None)
                | Q(entry_number__isnull=False) & ~Q(counted=F("expected")) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="count_not_below_zero", condition=Q(counted__gte=0, expected__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted}"

    @property
    def difference(self) -> int:
        """What was found over (above zero) or short (below), in whole rupiah."""
        return self.counted - self.expected


class Standing(models.TextChoices):
    """How far cash on its way has come."""

    ON_ITS_WAY = "", _("on its way")
    RECEIVED = "received", _("received")
    REFUSED = "refused", _("not accepted")
    RETURNED = "returned", _("taken back")


class Delivery(models.Model):
    """Cash that left one place and reaches another only when the receiver confirms it."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField()
    source = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    target = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    amount = models.BigIntegerField()
    memo = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_entry = models.BigIntegerField()
    standing = models.CharField(max_length=8, choices=Standing, blank=True, default="")
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_entry = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet["Delivery"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="delivery_request_once", fields=["koppontren", "request_id"]
            ),
            models.CheckConstraint(name="delivery_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="delivery_goes_elsewhere", condition=~Q(source=F("target"))
            ),
            models.CheckConstraint(
                name="delivery_ended_whole",
                condition=Q(
                    standing__in=["", "refused"], ended_by=None, ended_at=None, end_entry=None
                )
                | Q(
                    standing__in=["received", "returned"],
                    ended_by__isnull=False,
                    ended_at__isnull=False,
                    end_entry__isnull=False,
                ),
            ),
            # The receiver is another person, whoever asks; only the sender takes it back.
            models.CheckConstraint(
                name="delivery_by_two",
                condition=~Q(standing="received", ended_by=F("sent_by"))
                & (~Q(standing="returned") | Q(ended_by=F("sent_by"))),
            ),
            models.CheckConstraint(
                name="delivery_refused_with_reason",
                condition=Q(refused_by=None, refused_at=None, reason="") & ~Q(standing="refused")
                | Q(refused_by__isnull=False, refused_at__isnull=False)
                & ~Q(refused_by=F("sent_by"))
                & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(name="delivery_under_way", fields=["koppontren", "standing"])]

    def __str__(self) -> str:
        return f"{self.amount}: {self.source} → {self.target}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("tills:delivery", args=[self.koppontren.slug, self.request_id])

    @property
    def is_on_its_way(self) -> bool:
        """The money lies between the two places."""
        return self.standing in {Standing.ON_ITS_WAY, Standing.REFUSED}
