"""What a member can be, and to what one agrees."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What a member is in and around the pesantren."""

    SANTRI = "santri", _("santri")
    GUARDIAN = "guardian", _("guardian of a santri")
    TEACHER = "teacher", _("teacher or staff")
    ALUMNI = "alumni", _("alumni")
    PUBLIC = "public", _("general public")


class Standing(models.TextChoices):
    """How far somebody belongs to the cooperative."""

    CANDIDATE = "candidate", _("candidate")
    FULL = "full", _("full member")
    LEFT = "left", _("has left")
    DECEASED = "deceased", _("deceased")


HERE = (Standing.CANDIDATE, Standing.FULL)


class Relation(models.TextChoices):
    """Who agrees, as seen from the member."""

    SELF = "self", _("the member")
    FATHER = "father", _("father")
    MOTHER = "mother", _("mother")
    GUARDIAN = "guardian", _("guardian (wali)")


GUARDIANS = (Relation.FATHER, Relation.MOTHER, Relation.GUARDIAN)


class Purpose(models.TextChoices):
    """To what somebody agrees."""

    DATA = "data", _("keeping the member's data and savings")
    PHOTO = "photo", _("a photo, shown at the counter and on the card")
    MESSAGES = "messages", _("receipts and reminders by WhatsApp")


class Capacity(models.TextChoices):
    """As what somebody sees a member's data."""

    SELF = "self", _("the member")
    GUARDIAN = "guardian", _("guardian (wali)")
