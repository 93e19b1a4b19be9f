"""The second step at sign-in: what allauth asks of us about it (named in settings and apps.py)."""

from typing import Any

import segno
from allauth.account.utils import user_display
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.sealing import BrokenSeal, seal, unseal
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.people.rules import browser_in_words

SALT = "klinik.people.second_factor"
WORDS = {
    Authenticator.Type.TOTP: _("code from an app"),
    Authenticator.Type.WEBAUTHN: _("passkey"),
}


class SealBroken(DomainError):
    """The secrets were sealed under another key than today's."""

    code = "seal_broken"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The second step of this account cannot be read any more. Ask whoever manages your "
                "place to take it away, and set it up anew."
            )
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's second factors: secrets sealed at rest, pictures as plain SVG, names for people."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not work. Try again from the start."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key made from SECRET_KEY."""
        return seal(text, salt=SALT)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret. Raises SealBroken, never gives an empty one."""
        try:
            return unseal(encrypted_text, salt=SALT)
        except BrokenSeal:
            raise SealBroken from None

    def build_totp_svg(self, url: str) -> str:
        """A QR code dark on light in every display: readers want it so."""
        code = segno.make(url, micro=False)
        name = gettext("QR code for the app")
        return str(code.svg_inline(omitsize=True, dark="#000", light="#fff", title=name))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A passkey is called by the browser in which it was made."""
        agent = context.request.META.get("HTTP_USER_AGENT", "")
        return browser_in_words(agent) or gettext("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the device shows as the place that the passkey is for."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Whose passkey it is, as the device lists it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user_display(user)}

    def _get_user_identifier(self, user: User) -> str:
        return user.email or f"+{user.phone}"


def tell_of_new(user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """The person is told of each new second step; backup codes come along with the first."""
    _tell(user, "factor.added", authenticator)


def tell_of_removed(user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """The person is told of each second step that is gone."""
    _tell(user, "factor.removed", authenticator)


def tell_of_new_codes(user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """The person is told that the old backup codes open nothing any more."""
    key = f"codes.renewed {authenticator.pk}"
    notify(user, kind="codes.renewed", about={}, url=reverse("mfa_index"), key=key)


def _tell(user: User, kind: str, authenticator: Authenticator) -> None:
    if authenticator.type not in WORDS:
        return
    about = {"what": WORDS[authenticator.type]}
    key = f"{kind} {authenticator.pk or authenticator.created_at.isoformat()}"
    notify(user, kind=kind, about=about, url=reverse("mfa_index"), key=key)
