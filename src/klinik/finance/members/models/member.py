"""A member, and the register that counts them."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.core.history import remembered
from klinik.finance.members.rules import (
    ADDRESS_LENGTH,
    GUARDIANS,
    HERE,
    MASKED,
    NAME_LENGTH,
    Category,
    Relation,
    Standing,
    is_minor,
)
from klinik.tenancy.models import Koppontren, TenantQuerySet


class CardCode(models.Func):
    """What the QR code of a new card says: AGT and 48 random bits, for scanners that type."""

    template = "upper('AGT' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12))"
    output_field = models.CharField()


class Register(models.Model):
    """Counts the members of one koppontren; its row is the lock under which a number is given."""

    koppontren = models.OneToOneField(
        Koppontren, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    last_number = models.PositiveIntegerField(default=0)

    objects: ClassVar[TenantQuerySet["Register"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"register {self.pk}"


@remembered("request_id", "nik_sealed", "nik_hash", "card_code")
class Member(models.Model):
    """A person who belongs to the cooperative, under the number on their card.

    The NIK is sealed; its last four digits stand beside it for the screen, and a keyed hash by
    which it is found. `nik_shown_at` is when somebody last had all of it shown: the history says
    who. `former_number` is the number in the books of before.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="members")
    number = models.CharField(max_length=20)
    former_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    name = models.CharField(max_length=NAME_LENGTH)
    phone = models.CharField(max_length=15, blank=True)
    category = models.CharField(max_length=10, choices=Category, default=Category.PUBLIC)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.CANDIDATE)
    birth_date = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=ADDRESS_LENGTH, blank=True, default="", db_default="")
    nik_sealed = models.TextField(blank=True, default="", db_default="")
    nik_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    nik_tail = models.CharField(max_length=4, blank=True, default="", db_default="")
    nik_shown_at = models.DateTimeField(null=True, blank=True)
    guardian_name = models.CharField(max_length=NAME_LENGTH, blank=True, default="", db_default="")
    guardian_relation = models.CharField(
        max_length=10, choices=Relation, blank=True, default="", db_default=""
    )
    guardian_phone = models.CharField(max_length=15, blank=True, default="", db_default="")
    photo = models.FileField(upload_to="anggota/%Y/%m", blank=True, default="", db_default="")
    card_code = models.CharField(max_length=15, db_default=CardCode())
    card_made_at = models.DateTimeField(null=True, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    request_id = models.UUIDField()

    objects: ClassVar[TenantQuerySet["Member"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "number"]
        constraints = [
            models.UniqueConstraint(name="member_number_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="member_request_once", fields=["koppontren", "request_id"]
            ),
            models.UniqueConstraint(name="member_card_once", fields=["koppontren", "card_code"]),
            models.UniqueConstraint(
                name="member_nik_once",
                fields=["koppontren", "nik_hash"],
                condition=~Q(nik_hash="") & Q(standing__in=sorted(HERE)),
            ),
            models.UniqueConstraint(
                name="member_former_number_once",
                fields=["koppontren", "former_number"],
                condition=~Q(former_number=""),
            ),
            models.CheckConstraint(name="member_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="member_category_known", condition=Q(category__in=sorted(Category))
            ),
            models.CheckConstraint(
                name="member_standing_is_dated",
                condition=Q(standing__in=sorted(HERE), left_on=None, died_on=None)
                | Q(standing=Standing.LEFT, left_on__isnull=False, died_on=None)
                | Q(standing=Standing.DECEASED, died_on__isnull=False),
            ),
            models.CheckConstraint(
                name="member_nik_is_whole",
                condition=Q(nik_sealed="", nik_hash="", nik_tail="")
                | ~Q(nik_sealed="") & ~Q(nik_hash="") & Q(nik_tail__regex="^[0-9]{4}$"),
            ),
            models.CheckConstraint(
                name="member_guardian_is_whole",
                condition=Q(guardian_name="", guardian_relation="", guardian_phone="")
                | ~Q(guardian_name="") & Q(guardian_relation__in=sorted(GUARDIANS)),
            ),
        ]
        indexes = [models.Index(name="member_by_phone", fields=["koppontren", "phone"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member", args=[self.koppontren.slug, self.number])

    @property
    def is_here(self) -> bool:
        """A candidate or a full member: somebody whose money may come and go."""
        return self.standing in HERE

    @property
    def masked_nik(self) -> str:
        """The NIK as anybody may see it."""
        return MASKED + self.nik_tail if self.nik_tail else ""

    @property
    def photo_url(self) -> str:
        """Where the photo is handed out to the people of the cooperative; empty without one."""
        if not self.photo:
            return ""
        return reverse("members:photo", args=[self.koppontren.slug, self.number])

    def is_minor(self, on: date) -> bool:
        """Not yet 18 on that day, as far as the birthday is known."""
        return is_minor(self.birth_date, on=on)
