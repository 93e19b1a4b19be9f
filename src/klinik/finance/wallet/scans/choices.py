"""For what a card is shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanKind(models.TextChoices):
    """Meals of a day, and being there."""

    PRESENT = "present", _("attendance")
    BREAKFAST = "breakfast", _("breakfast")
    LUNCH = "lunch", _("lunch")
    DINNER = "dinner", _("dinner")
