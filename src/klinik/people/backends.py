"""How people are known: by what they sign in with, and afterwards by their number."""

from contextvars import ContextVar
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from klinik.core.kept import Kept
from klinik.people.models import User

BACKEND = "klinik.people.backends.SignedInPeople"
READ_ALREADY: ContextVar[User | None] = ContextVar("READ_ALREADY", default=None)
OF_NUMBER: Kept[User] = Kept(lambda number: User.objects.filter(pk=number))


class SignedInPeople(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """allauth's, for who signs in; each page afterwards asks for the person in the same words."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, unless their account was closed."""
        known = READ_ALREADY.get()
        person = known if known and known.pk == user_id else OF_NUMBER.first(user_id)
        return person if person and self.user_can_authenticate(person) else None
