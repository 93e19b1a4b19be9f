"""What allauth and axes ask of us about somebody who signs in (named in the settings)."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from klinik.people.models import User


def shown_name(user: User) -> str:
    """How a person is greeted."""
    return user.name


def client_address(request: HttpRequest) -> str | None:
    """Where a request came from, past the reverse proxies that are ours: what axes counts by."""
    if "REMOTE_ADDR" not in request.META:  # no browser: a program that signs somebody in
        return None
    return str(get_adapter(request).get_client_ip(request))


def typed_email(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The e-mail that somebody tried to sign in with, in lower case: what axes counts by."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    return str(typed or "").strip().lower()
