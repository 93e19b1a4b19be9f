"""How people get an account: they are invited, they do not sign themselves up."""

from time import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django import forms
from django.http import HttpRequest

from klinik.people.forms import PhoneField
from klinik.people.models import User
from klinik.people.sessions import SIGNED_IN_AT


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth without open registration, and with telephone numbers for which there is no SMS."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: a koppontren, a pesantren or an office invites its people."""
        return False

    def is_reauthentication_required(self, *, app: str, **options: object) -> bool:
        """Not of somebody who signed in a moment ago."""
        since = context.request.session.get(SIGNED_IN_AT, 0)
        if time() - since < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **options))

    def phone_form_field(self, **options: object) -> forms.Field:
        """Tells a telephone number from an e-mail at sign-in."""
        return PhoneField(**options)

    def get_user_by_phone(self, phone: str) -> User | None:
        """The person with this number, in international digits."""
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The number counts as verified: the link of the invitation reached its owner."""
        return (user.phone, True) if user.phone else None
