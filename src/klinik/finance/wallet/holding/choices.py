"""What became of money that was held back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldState(models.TextChoices):
    """A hold ends once."""

    HELD = "held", _("held back")
    CAPTURED = "captured", _("paid")
    RELEASED = "released", _("released")
    EXPIRED = "expired", _("expired")
