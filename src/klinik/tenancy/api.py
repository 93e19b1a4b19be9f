"""Who asks through the API: looked up before what they sent is even read."""

from functools import partial
from typing import Annotated, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Header
from ninja.security import SessionAuth
from pydantic import AfterValidator

from klinik.core.keys import KeyFromOutside
from klinik.core.lines import one_line
from klinik.core.logs import note
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import ApiToken, Koppontren
from klinik.tenancy.roles import Right
from klinik.tenancy.tokens.commands import note_use
from klinik.tenancy.tokens.queries import open_token

READING = frozenset({"GET", "HEAD", "OPTIONS"})


Key = Annotated[
    KeyFromOutside,
    Header(
        alias="Idempotency-Key",
        description="A UUID for this one action. After a lost reply send it again, with the same "
        "content: it is done once. Other content under the same key is refused.",
    ),
]


def _named(text: str) -> str:
    line = one_line(text)
    if not line:
        raise ValueError("a name that can be read")
    return line


Called = Annotated[str, AfterValidator(_named)]  # a name on one line, as a form takes it


class Access(NamedTuple):
    """A person inside a koppontren, where they have the right that the operation needs."""

    user: User
    koppontren: Koppontren


class ApiRequest(HttpRequest):
    """A request that passed the walls."""

    auth: Access


class InKoppontren(SessionAuth):
    """Signed in with a session, and CSRF for what writes, or sent with a token of a person.

    401 to whoever is nobody, 404 to strangers, 403 too low a role; any one of `needs` is enough.
    Where a token is sent it counts alone: a wrong one is not made good by a session.
    """

    def __init__(self, *, needs: Right | frozenset[Right]) -> None:
        super().__init__()
        self.needs = needs

    def __call__(self, request: HttpRequest) -> Access | None:
        """The access of a token where one is sent, of the session otherwise."""
        sent = request.headers.get("Authorization")
        if sent is None:
            access: Access | None = super().__call__(request)
            return access
        kind, _space, secret = sent.partition(" ")
        return self._by_token(request, secret.strip()) if kind.lower() == "bearer" else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Access | None:
        """The person's access to the koppontren of the address; None answers 401."""
        user = super().authenticate(request, key)
        if not isinstance(user, User) or request.resolver_match is None:
            return None
        return self._access(user, _slug(request))

    def _by_token(self, request: HttpRequest, secret: str) -> Access | None:
        token = open_token(secret)
        if token is None:
            return None
        if token.koppontren.slug != _slug(request):
            raise Http404
        access = self._access(token.user, token.koppontren.slug)
        if token.scope == ApiToken.Scope.READ and request.method not in READING:
            raise PermissionDenied(_("This token may only read."))
        transaction.on_commit(partial(note_use, token))
        note(token=token.pk)
        request.user = token.user
        return access

    def _access(self, user: User, slug: str) -> Access:
        if isinstance(self.needs, Right):
            return Access(user, koppontren_for(user, slug, needs=self.needs))
        koppontren = koppontren_for(user, slug, needs=Right.SEE)
        if rights_in(user, koppontren).isdisjoint(self.needs):
            raise PermissionDenied(_("Your role does not include this. Ask your manager."))
        return Access(user, koppontren)


def _slug(request: HttpRequest) -> str:
    assert request.resolver_match
    return str(request.resolver_match.kwargs["koppontren"])
