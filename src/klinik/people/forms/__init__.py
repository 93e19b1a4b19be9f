"""What is typed to sign in, about oneself, and to choose how to be told."""

from klinik.people.forms.account import (
    ForgottenForm,
    OwnEmailForm,
    OwnNameForm,
    OwnNumberForm,
    PhoneField,
    SignInForm,
    WaysForm,
)

__all__ = [
    "ForgottenForm",
    "OwnEmailForm",
    "OwnNameForm",
    "OwnNumberForm",
    "PhoneField",
    "SignInForm",
    "WaysForm",
]
