"""By which ways money comes, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a guardian pays."""

    TRANSFER = "transfer", _("bank transfer")
    QRIS = "qris", _("QRIS")


class TopUpState(models.TextChoices):
    """What became of a top-up."""

    WAITING = "waiting", _("waits for the money")
    CREDITED = "credited", _("in the wallet")
    CANCELLED = "cancelled", _("called off")
    EXPIRED = "expired", _("expired")


class NoticeState(models.TextChoices):
    """What became of a notification."""

    CREDITED = "credited", _("in the wallet")
    CHECK = "check", _("to be checked")
    ASIDE = "aside", _("set aside")


class Doubt(models.TextChoices):
    """Why a notification has to be looked at."""

    UNKNOWN = "unknown", _("no top-up of this number")
    AMOUNT = "amount", _("another amount than was asked for")
    LATE = "late", _("paid after it had expired or was cancelled")
    TWICE = "twice", _("paid a second time")
    CLOSED = "closed", _("the wallet is closed")
