"""What may stand as a member's name; pure."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

NAME_LENGTH = 200


class UnreadableName(DomainError):
    """A name is empty, longer than anybody's, or holds characters that no script has."""

    code = "unreadable_name"

    def __init__(self) -> None:
        super().__init__(_("Write the member's name in at most 200 letters, on one line."))


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


def member_number(serial: int) -> str:
    """The number on a member's card: 1 -> "A-0001" (A for anggota)."""
    return f"A-{serial:04}"
