"""Legality papers of products, and their scans."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered
from klinik.directory.models.products import Product
from klinik.directory.rules import LONGEST_NUMBER, Standing, standing_of


@remembered("request_id", "fingerprint")
class Paper(models.Model):
    """A legality paper of a product, never edited: a renewal or correction replaces it.

    Kind, number and last day are public; the file lies apart, see PaperFile.
    """

    class Kind(models.TextChoices):
        NIB = "nib", "NIB"
        PIRT = "pirt", "PIRT"
        BPOM = "bpom", "BPOM"
        HALAL = "halal", _("Halal")
        TRADE_MARK = "merek", _("Trade mark")
        SNI = "sni", "SNI"
        HACCP = "haccp", "HACCP"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=5, choices=Kind)
    number = models.CharField(max_length=LONGEST_NUMBER)
    valid_until = models.DateField(null=True, blank=True)
    request_id = models.UUIDField(unique=True)
    fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                name="paper_of_a_kind_once",
                fields=["product", "kind"],
                condition=models.Q(replaced_at=None),
            ),
            models.CheckConstraint(name="paper_has_number", condition=~models.Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing_of(self.valid_until, on=timezone.localdate())


class PaperFile(models.Model):
    """The scan of a legality paper: for its pesantren and the offices, never for the public."""

    paper = models.OneToOneField(
        Paper, on_delete=models.PROTECT, primary_key=True, related_name="scan"
    )
    file = models.FileField(upload_to="papers/%Y/%m")

    def __str__(self) -> str:
        return f"{self.paper_id}"
