"""How a legality paper stands, and what is refused of one."""

from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

SOON = timedelta(days=90)
LONGEST_NUMBER = 60


# Where the issuer of a paper shows to everybody what it has issued, by the kind of paper.
ISSUERS = {
    "nib": "https://oss.go.id/",
    "pirt": "https://sppirt.pom.go.id/",
    "bpom": "https://cekbpom.pom.go.id/",
    "halal": "https://bpjph.halal.go.id/",
    "merek": "https://pdki-indonesia.dgip.go.id/",
}


class BadPaper(DomainError):
    """The legality paper cannot be kept so; the sentence says why."""

    code = "bad_paper"


class PaperReused(DomainError):
    """The same form again, with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


class Standing(StrEnum):
    """How a legality paper stands on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def standing_of(valid_until: date | None, *, on: date) -> Standing:
    """Valid through its last day, expiring in the 90 days before; no last day is always valid."""
    if valid_until is None:
        return Standing.VALID
    if valid_until < on:
        return Standing.EXPIRED
    return Standing.EXPIRING if valid_until <= on + SOON else Standing.VALID


def checked_number(number: str) -> str:
    """The number as it stands on the paper, on one line; raises BadPaper without it."""
    stated = " ".join(number.replace("\0", "").split())
    if not stated:
        raise BadPaper(_("Write the number that stands on the paper."))
    if len(stated) > LONGEST_NUMBER:
        raise BadPaper(_("The number is too long: at most 60 letters and digits."))
    return stated


def refuse_shorter(valid_until: date | None, *, before: date | None) -> None:
    """A renewal ends later than what it renews; raises BadPaper otherwise."""
    if before is not None and valid_until is not None and valid_until <= before:
        raise BadPaper(_("A renewed paper ends later than the one before. Look at the date again."))
