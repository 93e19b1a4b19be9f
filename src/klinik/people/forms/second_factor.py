"""What is typed or signed at the second step; allauth's forms, in our words and with our count."""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.forms import NameField
from klinik.people.commands import first_code, use_code
from klinik.people.models import User


class CodeField(forms.CharField):
    """A code as people type it, with or without gaps."""

    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)

    def to_python(self, value: Any) -> str:
        """The code without gaps."""
        return "".join((super().to_python(value) or "").split())


def _used(user: User, code: str) -> Authenticator:
    try:
        return use_code(user, code)
    except DomainError as refusal:
        raise ValidationError(str(refusal.message), code=refusal.code) from refusal


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The second step at sign-in: a code from the app, or a backup code."""

    code = CodeField(label=_("Code from the app, or a backup code"))

    def clean_code(self) -> str:
        """Use the code up; raises ValidationError with what to do instead."""
        code: str = self.cleaned_data["code"]
        self.authenticator = _used(self.user, code)
        return code


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """A code before something about the account's safety is changed."""

    code = CodeField(label=_("Code from the app, or a backup code"))

    def clean_code(self) -> str:
        """Use the code up; raises ValidationError with what to do instead."""
        code: str = self.cleaned_data["code"]
        self.authenticator = _used(self.user, code)
        return code


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it knows the secret."""

    code = CodeField(label=_("Six digits that the app shows"))

    def clean_code(self) -> str:
        """Note the step of the code; raises ValidationError with what to do instead."""
        code: str = self.cleaned_data["code"]
        try:
            self.step = first_code(self.user, self.secret, code)
        except DomainError as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal
        return code


# What a device's answer that is none raises, somewhere inside the libraries.
UNREADABLE = (AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error)


class PasskeyForm(SignupWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what the device signed, and what its owner calls it."""

    name = NameField(
        label=_("Name of this passkey"),
        required=False,
        max_length=60,
        help_text=_("So that you know it again: the phone or computer on which it is."),
    )

    def clean(self) -> dict[str, Any]:
        """Check the answer against what was asked; raises ValidationError where it is none."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class SignedForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey signed at the second step."""

    def clean_credential(self) -> Authenticator:
        """The passkey; raises ValidationError where the answer is none."""
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SignedInForm(SignedForm, LoginWebAuthnForm):  # type: ignore[misc]
    """What a passkey signed in place of the password."""


class SignedAgainForm(SignedForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey signed before something about the account's safety is changed."""


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = NameField(label=_("Name of this passkey"), max_length=60)
