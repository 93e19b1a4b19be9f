"""How the passbooks of a cooperative are laid out, and what was printed into each."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klinik.tenancy.models import Koppontren, TenantQuerySet

WIDEST, TALLEST = 300, 60  # mm of a page, lines on one


class PassbookLayout(models.Model):
    """Where lines stand on a page, in millimetres: of one product, or of all that have none."""

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "savings.SavingsProduct",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    lines = models.PositiveSmallIntegerField(default=20)  # on one page
    first_line = models.PositiveSmallIntegerField(default=20)  # mm from the upper edge
    line_height = models.PositiveSmallIntegerField(default=5)  # mm
    left = models.PositiveSmallIntegerField(default=8)  # mm from the left edge
    width = models.PositiveSmallIntegerField(default=140)  # mm of the page
    fold_after = models.PositiveSmallIntegerField(default=0)  # lines above the fold; 0: none
    fold = models.PositiveSmallIntegerField(default=0)  # mm that stay empty there

    objects: ClassVar[TenantQuerySet["PassbookLayout"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="passbook_layout_once", fields=["koppontren", "product"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="passbook_layout_in_bounds",
                condition=Q(lines__gte=1, lines__lte=TALLEST)
                & Q(first_line__lte=WIDEST, line_height__gte=3, line_height__lte=20)
                & Q(left__lte=100, width__gte=60, width__lte=WIDEST)
                & Q(fold_after__lte=TALLEST, fold__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"passbook of {self.product_id or self.koppontren_id}"

    def height_of(self, line: int) -> int:
        """How far from the upper edge a line stands, in mm."""
        fold = self.fold if self.fold_after and line > self.fold_after else 0
        return self.first_line + (line - 1) * self.line_height + fold


class Deed(models.TextChoices):
    """What was done with a book."""

    LINES = "lines", _("New lines")
    AGAIN = "again", _("A page once more")
    BOOK = "book", _("New book")


class PassbookPrint(models.Model):
    """What was printed into the passbook of an account, at which place; rows are only added.

    Prints that go on follow each other like links: after one print comes one other. A page once
    more stands beside them.
    """

    koppontren = models.ForeignKey(Koppontren, on_delete=models.PROTECT, related_name="+")
    savings = models.ForeignKey(
        "savings.SavingsAccount",
        on_delete=models.PROTECT,
        related_name="prints",
        db_constraint=False,
    )
    number = models.UUIDField()
    deed = models.CharField(max_length=5, choices=Deed)
    after = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    book = models.PositiveSmallIntegerField()
    page = models.PositiveSmallIntegerField()
    line = models.PositiveSmallIntegerField()  # of the first line that was printed
    marks = models.JSONField()  # the lines: number of the entry, place in it
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TenantQuerySet["PassbookPrint"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="passbook_print_once", fields=["koppontren", "number"]),
            models.UniqueConstraint(
                name="passbook_print_follows_one",
                fields=["koppontren", "savings", "after"],
                condition=~Q(deed=Deed.AGAIN),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="passbook_print_has_a_place",
                condition=Q(book__gte=1, page__gte=1, line__gte=1, deed__in=sorted(Deed)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.book}.{self.page}.{self.line}"
