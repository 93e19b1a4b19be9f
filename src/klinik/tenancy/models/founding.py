"""A pesantren asks for its koppontren; the secretariat answers."""

from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.directory.models import Pesantren


class Proposal(models.Model):
    """What somebody of a pesantren typed for a new koppontren, until the secretariat decides."""

    pesantren = models.ForeignKey(Pesantren, on_delete=models.PROTECT, related_name="proposals")
    number = models.UUIDField(unique=True, default=uuid4)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was declined

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_open_once", fields=["pesantren"], condition=Q(decided_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pesantren}: {self.content.get('name', '')}"

    def get_absolute_url(self) -> str:
        return reverse("founding:found", args=[self.pesantren.slug])
