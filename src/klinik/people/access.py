"""As whom a transaction reads: the setting that row-level security of shared rows asks for."""

from django.contrib.auth.models import AnonymousUser

from klinik.core.database import set_local
from klinik.people.models import User


def read_as(user: User | AnonymousUser | None) -> None:
    """Show this transaction the shared rows that `user` may read; None is the public."""
    set_local("klinik.reader", str((user.pk if user else None) or 0))
