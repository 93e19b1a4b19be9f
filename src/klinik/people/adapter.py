"""How people get an account: they are invited, they do not sign themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest

from klinik.people.forms import PhoneField
from klinik.people.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth without open registration, and with telephone numbers for which there is no SMS."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: a koppontren, a pesantren or an office invites its people."""
        return False

    def phone_form_field(self, **options: object) -> forms.Field:
        """Tells a telephone number from an e-mail at sign-in."""
        return PhoneField(**options)

    def get_user_by_phone(self, phone: str) -> User | None:
        """The person with this number, in international digits."""
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The number counts as verified: the link of the invitation reached its owner."""
        return (user.phone, True) if user.phone else None
