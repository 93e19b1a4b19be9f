"""What parts of an address of the books can look like, so that nothing else asks the database."""

from django.urls import register_converter


class AccountCode:
    """The code of an account."""

    regex = r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(AccountCode, "account_code")
