"""What people are told, and by which ways they want to be told."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from klinik.people.kinds import KINDS, Group, told
from klinik.people.models.users import User


class Letter(models.TextChoices):
    """How far the e-mail of a notification has come."""

    NONE = "none"  # not wanted, or no address to send it to
    WAITING = "waiting"
    SENDING = "sending"  # whoever finds it so does not send it a second time
    SENT = "sent"
    FAILED = "failed"


class Notification(models.Model):
    """One thing that one person is told once: `key` names the event."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    about = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    key = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    letter = models.CharField(max_length=8, choices=Letter, default=Letter.NONE)
    letter_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="notification_once", fields=["person", "key"]),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                name="notification_unread",
                condition=models.Q(read_at=None),
            ),
            models.Index(fields=["person", "-made_at"], name="notification_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def text(self) -> str:
        """What is said, in the reader's language; a version of before may not know the kind."""
        try:
            return told(self.kind, self.about)
        except KeyError:
            return gettext("There is something new for you.")

    @property
    def group(self) -> Group:
        """What the person chooses the ways for."""
        return KINDS[self.kind].group if self.kind in KINDS else Group.ACCOUNT


class Preference(models.Model):
    """By which ways a person wants to be told of one group, beside the inbox."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    group = models.CharField(max_length=12, choices=Group)
    by_email = models.BooleanField(default=True)
    by_whatsapp = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="preference_once", fields=["person", "group"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.group}"
