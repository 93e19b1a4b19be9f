"""How people get an account: they are invited, they do not sign themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth without open registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: a koppontren, a pesantren or an office invites its people."""
        return False
