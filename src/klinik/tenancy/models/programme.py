"""Whose house this is: one province with its programme."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from klinik.core.history import remembered

ONLY = 1


@remembered()
class Programme(models.Model):
    """The province and its programme, one row: what pages call the house, data and not code."""

    province = models.CharField(max_length=100)
    name = models.CharField(max_length=100)  # of the programme
    short_name = models.CharField(max_length=40)  # in the head of every page
    logo = models.FileField(upload_to="logo", blank=True)
    set_up_at = models.DateTimeField(auto_now_add=True)
    set_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.CheckConstraint(name="programme_is_one", condition=Q(id=ONLY))]

    def __str__(self) -> str:
        return self.name
