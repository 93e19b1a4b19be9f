"""Safety of one's own account: second steps at sign-in. allauth's views, with our pages."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordSetView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from klinik.people.access import SignedIn
from klinik.people.commands import note_first_code
from klinik.people.queries import factors_of

FEW_CODES = 3
INDEX = reverse_lazy("mfa_index")
private = method_decorator(never_cache, name="dispatch")


@require_GET
@login_required
@never_cache
def security(request: SignedIn) -> HttpResponse:
    """The second steps that this person has, and how to add one."""
    factors = factors_of(request.user)
    are_few = factors.codes_left is not None and factors.codes_left <= FEW_CODES
    context = {
        "factors": factors,
        "are_few": are_few,
        "is_needed": getattr(request, "needs_second_factor", False),
    }
    return render(request, "people/security/index.html", context)


class Refusing:
    """A refused form is answered with 422, as everywhere in the house."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        answer.status_code = 422
        return answer


@private
class SetUpApp(Refusing, ActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """Scan a code with an app, and type what the app shows."""

    template_name = "people/security/app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """From now on the app's codes are the second step."""
        answer: HttpResponse = super().form_valid(form)
        note_first_code(form.user, step=form.step)
        return answer

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The key in groups of four, for those who type it."""
        secret = context["form"].secret if "form" in context else ""
        shown: dict[str, Any] = super().get_context_data(**context)
        secret = secret or shown["form"].secret
        groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        return shown | {"secret": " ".join(groups)}


@private
class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """The app's codes open nothing any more."""

    template_name = "people/security/app_remove.html"
    success_url = INDEX


@private
class AddPasskey(Refusing, AddWebAuthnView):  # type: ignore[misc]
    """The device makes a passkey that also signs in alone."""

    template_name = "people/security/passkey.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the device is asked: always with finger, face or PIN, and kept on the device."""
        shown: dict[str, Any] = super().get_context_data(**context)
        options = begin_registration(self.request.user, passwordless=True)
        return shown | {"options": options}


@private
class NamePasskey(Refusing, EditWebAuthnView):  # type: ignore[misc]
    """Another name for a passkey."""

    template_name = "people/security/passkey_name.html"
    success_url = INDEX


@private
class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """A passkey opens nothing any more."""

    template_name = "people/security/passkey_remove.html"
    success_url = INDEX


@private
class BackupCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The backup codes that are left, to print or keep."""

    template_name = "people/security/codes.html"


@private
class RenewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """A new list of backup codes in place of the old."""

    template_name = "people/security/codes_renew.html"


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """After the password: a code, a passkey or a backup code."""

    template_name = "people/security/second_step.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Which of the ways this person has."""
        shown: dict[str, Any] = super().get_context_data(**context)
        factors = factors_of(self.stage.login.user)
        return shown | {"factors": factors, "options": shown["js_data"]["request_options"]}


@private
@method_decorator(reauthentication_required, name="dispatch")
class FirstPassword(Refusing, PasswordSetView):  # type: ignore[misc]
    """A password for somebody who has none: who came by an invitation, or with a passkey only."""

    template_name = "people/security/first_password.html"

    def get_default_success_url(self) -> str:
        """Back to where it was asked for."""
        return reverse("people:account")


@private
class PasswordAgain(Refusing, ReauthenticateView):  # type: ignore[misc]
    """The password before something about the account's safety is changed."""

    template_name = "people/security/again.html"


@private
class CodeAgain(Refusing, CodeAgainView):  # type: ignore[misc]
    """A code before something about the account's safety is changed."""

    template_name = "people/security/again.html"


@private
class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey before something about the account's safety is changed."""

    template_name = "people/security/again_passkey.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the device is asked."""
        shown: dict[str, Any] = super().get_context_data(**context)
        return shown | {"options": shown["js_data"]["request_options"]}
