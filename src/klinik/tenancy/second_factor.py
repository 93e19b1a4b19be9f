"""People whose role needs a second step at sign-in set one up before anything else."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from klinik.core.problems import problem
from klinik.tenancy.queries import lacks_second_factor

Answer = Callable[[HttpRequest], HttpResponse]
API = "/api/"
ALWAYS_OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_index",
        "mfa_view_recovery_codes",
        "set_language",
        "setup:logo",
        "web:alive",
        "web:manifest",
        "web:metrics",
        "web:collecting",
        "web:offline",
        "web:ready",
        "web:till",
        "web:worker",
    }
)


class SecondFactorNeeded:
    """Lead whoever needs a second step and has none to the page that sets it up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: Any
    ) -> HttpResponse | None:
        """Go on, or answer in place of the view."""
        if not settings.REQUIRE_SECOND_FACTOR or not _is_lacking(request):
            return None
        request.needs_second_factor = True  # type: ignore[attr-defined]  # the page says why
        match = request.resolver_match
        if match is not None and match.view_name in ALWAYS_OPEN:
            return None
        return _led_to_set_up(request)


def _is_lacking(request: HttpRequest) -> bool:
    """Asked once for each request, and not at all of somebody who signed in with one, or a PIN."""
    user = request.user
    if not user.is_authenticated or user.by_pin:
        return False
    records = get_authentication_records(request, user)
    if any(record.get("method") == "mfa" for record in records):
        return False
    return lacks_second_factor(user)


def _led_to_set_up(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        sentence = _("Your role needs a second step at sign-in. Set it up on the website first.")
        return problem(403, "second_factor_needed", sentence)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("mfa_index")})
    return redirect("mfa_index")
