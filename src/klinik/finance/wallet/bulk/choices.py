"""What is done to many wallets at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchKind(models.TextChoices):
    """Which way the money goes, and from where."""

    CASH_IN = "in", _("put in, in cash")
    FROM_BEFORE = "before", _("put in, from the opening balance")
    CASH_OUT = "out", _("paid out, in cash")
