"""The ends of a book's chain, night by night: written by `sql/proof.sql` alone, never changed."""

from typing import ClassVar

from django.db import models

from klinik.finance.ledger.proof.rules import Head
from klinik.tenancy.models import Koppontren, TenantQuerySet


class ChainHead(models.Model):
    """Where a book stood on one night, and how many differences were found in it then."""

    pk = models.CompositePrimaryKey("koppontren_id", "on")
    koppontren = models.ForeignKey(
        Koppontren,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    on = models.DateField(db_column="on_date")
    number = models.BigIntegerField()
    link = models.BinaryField()
    entries = models.BigIntegerField()
    differences = models.IntegerField()
    at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["ChainHead"]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "ledger_chain_head"
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on} {self.number}"

    def head(self, slug: str) -> Head:
        """As it is written down elsewhere, under the koppontren's `slug`."""
        return Head(slug, self.number, bytes(self.link).hex())
