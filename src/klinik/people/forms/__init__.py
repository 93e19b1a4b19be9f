"""What is typed to sign in, and to choose how to be told."""

from klinik.people.forms.account import PhoneField, SignInForm, WaysForm

__all__ = ["PhoneField", "SignInForm", "WaysForm"]
