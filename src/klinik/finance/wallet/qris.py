"""QRIS, the code that somebody's app scans to pay a merchant: read, checked, built; pure.

EMVCo's merchant-presented mode in the numbering of Bank Indonesia: two digits of tag, two of
length, the value. A code only says whom to pay: that somebody paid, the acquirer or the bank knows.
"""

from binascii import crc_hqx
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah

FORMAT, KIND, ACQUIRERS, NATIONAL = "00", "01", range(26, 46), "51"
CATEGORY, CURRENCY, AMOUNT, TIPS = "52", "53", "54", {"55", "56", "57"}
COUNTRY, NAME, CITY, POSTCODE, MORE, CHECK = "58", "59", "60", "61", "62", "63"
SAME_EACH_TIME, FOR_ONE_PAYMENT = "11", "12"
RUPIAH, INDONESIA, OF_QRIS = "360", "ID", "ID.CO.QRIS.WWW"
BILL = "01"  # inside MORE
NMID = "02"  # inside NATIONAL: the merchant's number, the same at all acquirers
LONGEST, LONGEST_BILL = 512, 25
MOST_RUPIAH = 10_000_000  # of one payment: Bank Indonesia, since 1 March 2022


class NotQris(DomainError):
    """The text is no whole code of EMVCo."""

    code = "not_qris"

    def __init__(self) -> None:
        super().__init__(_("This is not a QRIS code. Scan it again, or copy all of its text."))


class Mistyped(DomainError):
    """The four digits at its end do not fit the rest."""

    code = "qris_mistyped"

    def __init__(self) -> None:
        super().__init__(_("Some of the code was lost or changed on its way. Scan it again."))


class FromAbroad(DomainError):
    """A code of another country or another money."""

    code = "qris_from_abroad"

    def __init__(self) -> None:
        super().__init__(
            _("This code is not of Indonesia, or not in rupiah. Choose your own QRIS.")
        )


class NotStatic(DomainError):
    """A code for one payment, where the one that stays the same is wanted."""

    code = "qris_not_static"

    def __init__(self) -> None:
        super().__init__(
            _("This code is for one payment only. Use the one that hangs at your counter.")
        )


class BadAmount(DomainError):
    """What QRIS does not carry."""

    code = "qris_bad_amount"

    def __init__(self) -> None:
        sentence = _("With QRIS one pays from Rp1 to %(most)s at a time.")
        super().__init__(sentence % {"most": rupiah(MOST_RUPIAH)})


class Merchant(NamedTuple):
    """What a code says of whom it pays."""

    name: str
    city: str
    postcode: str
    category: str  # ISO 18245
    number: str  # NMID, empty in a code without one
    is_static: bool
    amount: int | None  # rupiah


def read(code: str) -> Merchant:
    """Whom the code pays. Raises NotQris, Mistyped, FromAbroad."""
    fields = _checked(code)
    amount = fields.get(AMOUNT)
    return Merchant(
        name=fields[NAME],
        city=fields[CITY],
        postcode=fields.get(POSTCODE, ""),
        category=fields[CATEGORY],
        number=_fields(fields[NATIONAL]).get(NMID, "") if NATIONAL in fields else "",
        is_static=fields.get(KIND) == SAME_EACH_TIME,
        amount=None if amount is None else _rupiah(amount),
    )


def for_one_payment(code: str, *, amount: int, bill: str = "") -> str:
    """The static code of a merchant as one that asks for `amount` rupiah, with a number of ours.

    Tips are left out: what is paid has to be what was asked. Raises what `read` raises, NotStatic,
    BadAmount.
    """
    fields = _checked(code)
    if fields.get(KIND) != SAME_EACH_TIME or AMOUNT in fields:
        raise NotStatic
    if not 1 <= amount <= MOST_RUPIAH:
        raise BadAmount
    asked = {tag: value for tag, value in fields.items() if tag not in TIPS | {CHECK}}
    asked |= {KIND: FOR_ONE_PAYMENT, AMOUNT: str(amount)}
    if bill:
        more = _fields(fields.get(MORE, "")) | {BILL: bill[:LONGEST_BILL]}
        asked[MORE] = _written(dict(sorted(more.items())))
    return _sealed(_written(dict(sorted(asked.items()))))


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE as four digits of sixteen."""
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"


def _sealed(text: str) -> str:
    if len(text) + 8 > LONGEST:
        raise NotQris
    text += f"{CHECK}04"
    return text + checksum(text)


def _checked(code: str) -> Mapping[str, str]:
    code = code.strip()
    if len(code) > LONGEST or not code.isprintable():
        raise NotQris
    fields = _fields(code)
    if list(fields)[:1] != [FORMAT] or list(fields)[-1:] != [CHECK] or fields[FORMAT] != "01":
        raise NotQris
    if checksum(code[:-4]) != fields[CHECK].upper():
        raise Mistyped
    pays = NATIONAL in fields or any(f"{tag}" in fields for tag in ACQUIRERS)
    if not pays or not {CATEGORY, CURRENCY, COUNTRY, NAME, CITY} <= fields.keys():
        raise NotQris
    if (fields[COUNTRY], fields[CURRENCY]) != (INDONESIA, RUPIAH):
        raise FromAbroad
    return fields


def _fields(text: str) -> dict[str, str]:
    """The values by their tags, in their order; each tag once, and nothing left over."""
    fields: dict[str, str] = {}
    while text:
        tag, length = text[:2], text[2:4]
        if not (_is_number(tag) and _is_number(length)) or tag in fields:
            raise NotQris
        fields[tag], text = text[4 : 4 + int(length)], text[4 + int(length) :]
        if len(fields[tag]) != int(length):
            raise NotQris
    return fields


def _written(fields: Mapping[str, str]) -> str:
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in fields.items())


def _is_number(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isdigit()


def _rupiah(text: str) -> int:
    """Rupiah has no cents, though a code may write them."""
    whole, _point, cents = text.partition(".")
    if not whole.isascii() or not whole.isdigit() or cents.strip("0"):
        raise NotQris
    return int(whole)
