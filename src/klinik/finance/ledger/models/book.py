"""The book, and the business units whose accounts it holds."""

from typing import ClassVar

from django.db import models

from klinik.tenancy.models import Koppontren, TenantQuerySet


class Book(models.Model):
    """One koppontren's books; its row is the lock that makes a book a single writer."""

    koppontren = models.OneToOneField(
        Koppontren, primary_key=True, on_delete=models.PROTECT, related_name="book"
    )
    time_zone = models.CharField(max_length=40)
    last_number = models.BigIntegerField(default=0, db_default=0)
    chain_head = models.BinaryField(default=b"", db_default=b"")
    closed_through = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"book {self.pk}"


class Unit(models.Model):
    """A business unit (shop, savings and financing) with accounts and statements of its own."""

    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)

    objects: ClassVar[TenantQuerySet["Unit"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(name="unit_code_once", fields=["koppontren", "code"]),
        ]

    def __str__(self) -> str:
        return self.name
