"""What a person changes about themselves: name, number, and the mailbox that is theirs."""

from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from klinik.people.commands.attempts import count_attempt
from klinik.people.commands.notifying import notify
from klinik.people.letters import send_confirmation, send_farewell
from klinik.people.models import User
from klinik.people.rules import AddressUsed, NoWayLeft, NumberUsed, TooManyLetters


@transaction.atomic
def rename(user: User, *, name: str) -> None:
    """From now on the person is called so, also beside what they did before."""
    user.name = name
    user.save(update_fields=["name"])


@transaction.atomic
def ask_email(user: User, *, email: str) -> None:
    """Send a link to the new mailbox; where it is somebody else's nothing is sent, nor said.

    Raises TooManyLetters after five in a row.
    """
    count_attempt(f"email {user.pk}", refusal=TooManyLetters)
    email = email.strip().lower()
    others = User.objects.filter(email__iexact=email).exclude(pk=user.pk)
    if not others.exists():
        send_confirmation.defer(person=user.pk, email=email)


@transaction.atomic
def confirm_email(user: User, *, email: str) -> None:
    """The link came back: this is the person's mailbox now, and the old one is told.

    Twice is once. Raises AddressUsed where somebody was faster.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.email == email and user.is_email_confirmed:
        return
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressUsed
    if user.email and user.email != email and user.is_email_confirmed:
        send_farewell.defer(person=user.pk, email=user.email)
    user.email, user.is_email_confirmed = email, True
    user.save(update_fields=["email", "is_email_confirmed"])
    _tell(user, "email.changed", what=email)


@transaction.atomic
def change_number(user: User, *, phone: str) -> None:
    """The person signs in with another number, or with none.

    Raises NumberUsed, and NoWayLeft where no confirmed mailbox would be left.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.phone == phone:
        return
    if not phone and not (user.email and user.is_email_confirmed):
        raise NoWayLeft
    if phone and User.objects.filter(phone=phone).exclude(pk=user.pk).exists():
        raise NumberUsed
    user.phone = phone
    user.save(update_fields=["phone"])
    _tell(user, "number.changed", what=f"+{phone}" if phone else "–")


def _tell(user: User, kind: str, *, what: str) -> None:
    key = f"{kind} {uuid4()}"
    notify(user, kind=kind, about={"what": what}, url=reverse("people:account"), key=key)
