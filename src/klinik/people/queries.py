"""Which browsers a person is signed in with, by which second step, and how they are told."""

from collections.abc import Iterable
from typing import NamedTuple

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, Value
from django.utils import timezone

from klinik.people.kinds import Group
from klinik.people.models import Erasure, Notification, Preference, Session, User


def devices_of(user: User) -> list[Session]:
    """The sessions of this person that still open the door, the latest used first.

    Those from before a change of the password are there and open nothing: they are left out.
    """
    running = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    password = user.get_session_auth_hash()
    return [
        session
        for session in running.order_by("-last_seen_at")
        if session.get_decoded().get(HASH_SESSION_KEY) == password
    ]


def who_want_letters(people: Iterable[int], *, group: Group) -> set[int]:
    """Those of these people who have an e-mail and did not decline letters of this group."""
    declined = Preference.objects.filter(group=group, by_email=False).values("person")
    found = User.objects.filter(pk__in=people, is_email_confirmed=True)
    found = found.exclude(email="").exclude(pk__in=declined)
    return set(found.values_list("pk", flat=True))


def who_want_whatsapp(people: Iterable[int], *, group: Group) -> QuerySet[User]:
    """Those of these people who have a number and chose WhatsApp messages of this group."""
    chosen = Preference.objects.filter(group=group, by_whatsapp=True).values("person")
    found = User.objects.filter(pk__in=people, is_active=True).filter(pk__in=chosen)
    return found.exclude(phone="").order_by("pk")


def unread_count(person: int | Value) -> Func:
    """How many notifications wait for the person of this number, asked beside something else."""
    return Func(person, function="unread_notifications", output_field=IntegerField())


def unread_of(user: User) -> int:
    """How many notifications wait for this person, whoever the transaction reads as."""
    row: tuple[int] = User.objects.values_list(unread_count(user.pk)).get(pk=user.pk)
    return row[0]


def inbox_of(user: User, *, only_unread: bool = False) -> QuerySet[Notification]:
    """What this person was told, the newest first. Call `read_as` first."""
    rows = Notification.objects.filter(person=user)
    return rows.filter(read_at=None) if only_unread else rows


def ways_of(user: User) -> dict[str, list[str]]:
    """The groups of which this person wants letters, and those of which WhatsApp messages."""
    chosen = {row.group: row for row in Preference.objects.filter(person=user)}
    rows = {group: chosen.get(group) or Preference(group=group) for group in Group.values}
    return {
        "by_email": [group for group, row in rows.items() if row.by_email],
        "by_whatsapp": [group for group, row in rows.items() if row.by_whatsapp],
    }


def erasure_of(user: User) -> Erasure | None:
    """The wish to be erased that waits for its day, if there is one. Call `read_as` first."""
    return Erasure.objects.filter(person=user, taken_back_at=None, done_at=None).first()


class Factors(NamedTuple):
    """The second steps that a person can take at sign-in."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None  # None: there is no list of backup codes

    @property
    def is_there(self) -> bool:
        """There is a second step; backup codes alone are none."""
        return self.app is not None or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    """The app, the passkeys in the order in which they came, and how many backup codes are left."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    kinds = Authenticator.Type
    app = next((row for row in rows if row.type == kinds.TOTP), None)
    codes = next((row for row in rows if row.type == kinds.RECOVERY_CODES), None)
    used = codes.data["used_mask"].bit_count() if codes else 0
    left = app_settings.RECOVERY_CODE_COUNT - used if codes else None
    return Factors(app, [row for row in rows if row.type == kinds.WEBAUTHN], left)


def has_second_factor(person: str = "pk") -> Exists:
    """Whether the person in this column has a second step at sign-in, to be asked beside others."""
    steps = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return Exists(steps.filter(user=OuterRef(person)))
