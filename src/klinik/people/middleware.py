"""Who asks: the person of the session, read with it in one question."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from klinik.people.backends import READ_ALREADY


class PersonOfSession(AuthenticationMiddleware):
    """Django's, but a person who came with the session is not asked for (decision 0059)."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its user, who is looked for when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]


def _person(request: HttpRequest) -> Any:
    request.session.get(SESSION_KEY)  # reads it, if nobody has
    known = READ_ALREADY.set(request.session.person)  # type: ignore[attr-defined]
    try:
        return get_user(request)
    finally:
        READ_ALREADY.reset(known)
