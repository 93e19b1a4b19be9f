"""Records that were one and the same pesantren, and pairs that only look so."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from klinik.directory.models.pesantren import Pesantren


class Merger(models.Model):
    """A record that was joined into another: its address leads there, its rows belong to that one.

    Written by `directory_merge` alone; the application cannot add, change or delete one.
    """

    kept = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="mergers")
    gone = models.BigIntegerField(unique=True)  # the number of the record that was joined
    slug = models.SlugField(max_length=120, unique=True)  # its address
    name = models.CharField(max_length=200)
    facts = models.JSONField()  # its whole row, as it was
    taken = models.JSONField()  # the facts that were taken from it
    moved = models.JSONField()  # how many rows of which table came along
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=100)
    request_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} → {self.kept}"


class NotTwins(models.Model):
    """An officer looked at two records that seem alike: they are two pesantren."""

    one = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("one", "other"), Greatest("one", "other"), name="nottwins_once"
            ),
            models.CheckConstraint(name="nottwins_are_two", condition=~Q(one=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
