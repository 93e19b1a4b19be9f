"""What allauth and axes ask of us about somebody who signs in (named in the settings)."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from klinik.core.phones import UnreadablePhone, tidy_phone
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
    """The e-mail or telephone that somebody tried to sign in with: what axes counts by."""
    given = credentials or {}
    typed = given.get("email") or given.get("username") or given.get("phone")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    return sign_in_name(str(typed or ""))


def sign_in_name(typed: str) -> str:
    """An e-mail in lower case, or a telephone number in international digits; else as typed."""
    typed = typed.strip().lower()
    if "@" in typed:
        return typed
    try:
        return tidy_phone(typed)
    except UnreadablePhone:
        return typed
