"""What may stand as a member's name and telephone number; pure."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

NAME_LENGTH = 200
ABROAD = re.compile(r"\+|00")  # what comes before the number of a country
INDONESIA = re.compile(r"620?")  # with the 0 that many leave standing behind it
AT_HOME = re.compile(r"0|(?=8)")  # a mobile number is often told without its 0
PHONE = re.compile(r"[1-9][0-9]{7,14}")


class UnreadableName(DomainError):
    """A name is empty, longer than anybody's, or holds characters that no script has."""

    code = "unreadable_name"

    def __init__(self) -> None:
        super().__init__(_("Write the member's name in at most 200 letters, on one line."))


class UnreadablePhone(DomainError):
    """A telephone number that no telephone could call."""

    code = "unreadable_phone"

    def __init__(self) -> None:
        super().__init__(_("Write the telephone number in digits, for example 081234567890."))


class MemberRequestReused(DomainError):
    """The same request again, for somebody else."""

    code = "request_reused"

    def __init__(self, number: str) -> None:
        sentence = _(
            "This form was already sent with other content (member %(number)s). "
            "Open the form anew and try again."
        )
        super().__init__(sentence % {"number": number})


def tidy_name(name: str) -> str:
    """The name with single spaces and composed letters. Raises UnreadableName."""
    tidy = unicodedata.normalize("NFC", " ".join(name.split()))
    odd = any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in tidy)
    if not 0 < len(tidy) <= NAME_LENGTH or odd:
        raise UnreadableName
    return tidy


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
    if not PHONE.fullmatch(digits):
        raise UnreadablePhone
    return digits


def member_number(serial: int) -> str:
    """The number on a member's card: 1 -> "A-0001" (A for anggota)."""
    return f"A-{serial:04}"
