"""What is typed to sign in, and to choose how to be told."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField
from klinik.core.phones import UnreadablePhone, tidy_phone
from klinik.people.kinds import Group
from klinik.people.models import User
from klinik.people.sign_in import sign_in_name


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """allauth's, in our words; numbers may be typed as people write them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        login = self.fields["login"]
        login.label = _("E-mail or WhatsApp number")
        login.widget = forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"})

    def clean_login(self) -> str:
        """An e-mail in lower case or a number in international digits."""
        return sign_in_name(self.cleaned_data["login"])


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """allauth's; a mailbox that nobody confirmed gets no link, and the page does not say so."""

    def clean_email(self) -> str:
        """The address as typed; `users` are those whose mailbox it is."""
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.is_email_confirmed]
        return email


class PhoneField(forms.CharField):
    """A telephone number as people type it; becomes international digits, "" stays so."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        """The digits; raises ValidationError with what to type instead."""
        try:
            return tidy_phone(super().clean(value) or "")
        except UnreadablePhone as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal


class WaysForm(forms.Form):
    """Of which groups of events somebody wants letters and WhatsApp messages; all may be none."""

    by_email = forms.MultipleChoiceField(
        label=_("Also by e-mail"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A short letter with a link, to the e-mail of your account."),
    )
    by_whatsapp = forms.MultipleChoiceField(
        label=_("Also by WhatsApp"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "There is no automatic message: whoever did something for you is shown a button that "
            "opens WhatsApp with the text and your number."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)


class OwnNameForm(forms.Form):
    """How a person is called here."""

    name = NameField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))


class OwnEmailForm(forms.Form):
    """A new mailbox; it counts when the link that is sent there was opened."""

    email = forms.EmailField(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send a link there. Until you open it, everything stays as it is."),
    )


class OwnNumberForm(forms.Form):
    """A new number; empty removes it."""

    phone = PhoneField(
        label=_("WhatsApp number"),
        required=False,
        help_text=_("You also sign in with it. Leave it empty to remove it."),
    )
