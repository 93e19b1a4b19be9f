"""Telephone numbers as people type them, and as WhatsApp wants them."""

import re
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

ABROAD = re.compile(r"\+|00")  # what comes before the number of a country
INDONESIA = re.compile(r"620?")  # with the 0 that many leave standing behind it
AT_HOME = re.compile(r"0|(?=8)")  # a mobile number is often told without its 0
NUMBER = re.compile(r"[1-9][0-9]{7,14}")


class UnreadablePhone(DomainError):
    """A telephone number that no telephone could call."""

    code = "unreadable_phone"

    def __init__(self) -> None:
        super().__init__(_("Write the telephone number in digits, for example 081234567890."))


def tidy_phone(phone: str) -> str:
    """The number in international digits, "0812-3456-7890" -> "6281234567890"; nothing stays so.

    Raises UnreadablePhone.
    """
    typed = re.sub(r"[\s().-]", "", phone)
    if not typed:
        return ""
    abroad = ABROAD.match(typed)
    digits = typed[abroad.end() :] if abroad else typed
    home = INDONESIA.match(digits) or (None if abroad else AT_HOME.match(digits))
    if home:
        digits = "62" + digits[home.end() :]
    if not NUMBER.fullmatch(digits):
        raise UnreadablePhone
    return digits


def whatsapp_link(phone: str, words: str) -> str:
    """An address that opens WhatsApp with these words for this number in international digits."""
    return f"https://wa.me/{phone}?text={quote(words, safe='')}"
