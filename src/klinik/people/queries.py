"""Which browsers a person is signed in with."""

from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone

from klinik.people.models import Session, User


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
