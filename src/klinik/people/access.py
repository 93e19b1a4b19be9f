"""Who asks, and as whom a transaction reads: what row-level security of shared rows goes by."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from klinik.core.database import set_local
from klinik.people.models import User


class SignedIn(HttpRequest):
    """A request whose person is known: views behind `login_required` take this."""

    user: User


def read_as(user: User | AnonymousUser | None) -> None:
    """Show this transaction the shared rows that `user` may read; None is the public."""
    set_local("klinik.reader", str((user.pk if user else None) or 0))
