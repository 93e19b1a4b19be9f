"""What officers looked at: the facts of a pesantren, and papers at the site of their issuer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.directory.models.papers import Paper
from klinik.directory.models.pesantren import Pesantren

LONGEST_NOTE = 1000


class FactCheck(models.Model):
    """An officer looked at the facts of a pesantren: found them right, or asks something.

    `facts` are those that the officer saw. Never edited; behind a wall, for the note is not public.
    """

    class Kind(models.TextChoices):
        FOUND_RIGHT = "right", _("found right")
        ASKED = "asked", _("asked the pesantren")

    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=5, choices=Kind)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    facts = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=100)
    request_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["pesantren", "-at"], name="factcheck_latest")]
        constraints = [
            models.CheckConstraint(
                name="factcheck_question_has_words", condition=~Q(kind="asked") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pesantren}: {self.get_kind_display()}"


class PaperCheck(models.Model):
    """An officer saw the number of a paper where its issuer shows it."""

    paper = models.OneToOneField(
        Paper, on_delete=models.PROTECT, primary_key=True, related_name="check_made"
    )
    seen_at = models.CharField(max_length=300)  # the issuer's site, or a document
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(name="papercheck_names_where", condition=~Q(seen_at=""))
        ]

    def __str__(self) -> str:
        return f"{self.paper}: {self.on}"
