"""What a wallet, its cards and its limits can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Icon(models.TextChoices):
    """The pictures by which categories are told apart on a phone; names of the sprite."""

    TAG = "tag", _("anything")
    COOKIE = "cookie", _("snacks")
    SOUP = "soup", _("meals")
    BOOK = "book", _("books")
    PILL = "pill", _("medicine")
    BATH = "bath", _("soap and toothpaste")
    SHIRT = "shirt", _("clothes")


class CardKind(models.TextChoices):
    """How a card is read."""

    QR = "qr", _("QR code")
    NFC = "nfc", _("NFC number")


class Period(models.TextChoices):
    """For how long a limit counts; weeks begin on Monday."""

    DAY = "day", _("a day")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")


class ListState(models.TextChoices):
    """Which wallets a list is asked for."""

    NO_CARD = "tanpa-kartu", _("without a card")
    BLOCKED = "diblokir", _("card blocked")
    OWING = "menunggak", _("owing something")
    EMPTY = "kosong", _("empty")
    CLOSED = "ditutup", _("closed")
