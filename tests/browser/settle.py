"""Run in a process of its own: the demonstration, people of the tests, and everyone's session."""

from __future__ import annotations

import hashlib
from importlib import import_module

import django


def session_of(email: str) -> str:
    """The key of the session in which this person is signed in, the same in every run."""
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def settle() -> None:
    """Everything that the browser finds when it arrives."""
    from django.core.management import call_command

    from klinik.web.cli import static_files

    static_files.collect()
    call_command("load_demo", verbosity=0)
    sign_everyone_in()


def sign_everyone_in() -> None:
    """A session for each person: tests of pages need not type passwords."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from klinik.people.models import User

    sessions = import_module(settings.SESSION_ENGINE)
    for user in User.objects.all():
        session = sessions.SessionStore(session_key=session_of(user.email))
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.set_expiry(3 * 24 * 60 * 60)
        session.save(must_create=True)


if __name__ == "__main__":
    django.setup()
    settle()
