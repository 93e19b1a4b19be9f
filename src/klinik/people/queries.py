"""Questions about people that settings and signs ask."""

from typing import Any

from django.http import HttpRequest

from klinik.people.models import User


def shown_name(user: User) -> str:
    """How a person is greeted."""
    return user.name


def typed_email(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The e-mail that somebody tried to sign in with, in lower case: what axes counts by."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    return str(typed or "").strip().lower()
