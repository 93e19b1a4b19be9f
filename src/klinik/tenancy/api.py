"""Who asks through the API: looked up before what they sent is even read."""

from typing import NamedTuple

from django.http import HttpRequest
from ninja.security import SessionAuth

from klinik.people.models import User
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


class Access(NamedTuple):
    """A person inside a koppontren, where they have the right that the operation needs."""

    user: User
    koppontren: Koppontren


class ApiRequest(HttpRequest):
    """A request that passed the walls."""

    auth: Access


class InKoppontren(SessionAuth):
    """Signed in with a session, and CSRF for what writes; 404 to strangers, 403 too low a role."""

    def __init__(self, *, needs: Right) -> None:
        super().__init__()
        self.needs = needs

    def authenticate(self, request: HttpRequest, key: str | None) -> Access | None:
        """The person's access to the koppontren of the address; None answers 401."""
        user = super().authenticate(request, key)
        if not isinstance(user, User) or request.resolver_match is None:
            return None
        slug = request.resolver_match.kwargs["koppontren"]
        return Access(user, koppontren_for(user, slug, needs=self.needs))
