"""Telephone numbers as people type them, and as WhatsApp wants them."""

import re

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

NUMBER = re.compile(r"[1-9][0-9]{7,14}")


class UnreadablePhone(DomainError):
    """A telephone number that no telephone could call."""

    code = "unreadable_phone"

    def __init__(self) -> None:
        super().__init__(_("Write the telephone number in digits, for example 081234567890."))


def tidy_phone(phone: str) -> str:
    """The number in international digits, "0812-3456-7890" -> "6281234567890"; nothing stays so.

    A number without a country's is Indonesian. Raises UnreadablePhone.
    """
    typed = re.sub(r"[\s().-]", "", phone)
    if not typed:
        return ""
    for abroad in ("+", "00"):
        if typed.startswith(abroad) and not typed.startswith(abroad + "62"):
            digits = typed.removeprefix(abroad)
            break
    else:
        digits = "62" + re.sub(r"^(?:(?:\+|00)?62)?0?", "", typed)
    if not NUMBER.fullmatch(digits):
        raise UnreadablePhone
    return digits
