"""Whoever came in by a PIN gets no further than the counter of that koppontren."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from klinik.tenancy.devices.cookie import COOKIE
from klinik.tenancy.devices.session import held_session, is_by_pin
from klinik.tenancy.models import Device

Answer = Callable[[HttpRequest], HttpResponse]
SIGN_IN, HOME, NAMES = "account_login", "web:home", "tenancy:pin"
BY_PASSWORD = "sandi"  # noqa: S105  asks the sign-in page of a shared device for the usual form
ALWAYS_OPEN = frozenset(
    {
        "account_logout",
        "set_language",
        "setup:logo",
        "tenancy:pin_change",
        "tenancy:pin_enter",
        "web:alive",
        "web:collecting",
        "web:manifest",
        "web:metrics",
        "web:offline",
        "web:ready",
        "web:till",
        "web:worker",
        NAMES,
    }
)


class KeptAtCounter:
    """Ask at each request whether a session of a PIN still holds, and keep it in its koppontren."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_by_pin(request.session):
            return self.get_response(request)
        with transaction.atomic():
            held = held_session(request)
        if held:
            request.device = held.device  # type: ignore[attr-defined]
            request.user.by_pin = True  # type: ignore[union-attr]
        response = self.get_response(request)
        response.headers["Cache-Control"] = "private, no-store"  # nor for the next at this device
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: Any
    ) -> HttpResponse | None:
        """Go on, lead to the counter or to the names, or refuse."""
        match = request.resolver_match
        device: Device | None = getattr(request, "device", None)
        if match is None or match.view_name in ALWAYS_OPEN:
            return None
        if device is None:
            return redirect(NAMES) if _signs_in_here(request, match.view_name) else None
        if match.view_name == HOME:
            return redirect(device.koppontren)
        if match.kwargs.get("koppontren") != device.koppontren.slug:
            raise PermissionDenied(
                _("On a shared device only %(place)s opens. Use your own phone for the rest.")
                % {"place": device.koppontren}
            )
        return None


def _signs_in_here(request: HttpRequest, view_name: str) -> bool:
    """A shared device asks for a name, and for a password only where that was chosen."""
    return (
        view_name == SIGN_IN
        and request.method == "GET"
        and COOKIE in request.COOKIES
        and BY_PASSWORD not in request.GET
        and not request.user.is_authenticated
    )
