"""What may be said of a pesantren: each fact tidied, or refused with what to write instead.

An empty text is always kept: it means that the fact is not known.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.phones import UnreadablePhone, tidy_phone

NSPP_DIGITS = 12
MOST_SANTRI = 200_000
MARKETPLACES = 5
LONGEST_LINK = 300
EARLIEST_COHORT = 1900
OWN_WORD = "pengakuan sendiri"  # the source of what a pesantren says of itself
STEP = Decimal("0.000001")  # a degree's sixth decimal is a tenth of a metre
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
HANDLE = re.compile(r"(?:https?://)?(?:www\.)?instagram\.com/([^/?#]+)/?(?:[?#].*)?|@?([^/@]+)")
INSTAGRAM = re.compile(r"[a-z0-9._]{1,30}")


class Pillar(StrEnum):
    """Who carries the business: santri, the pesantren, or alumni with the community."""

    SANTRI = "santripreneur"
    PESANTREN = "pesantrenpreneur"
    SOCIAL = "sosiopreneur"


class BadFact(DomainError):
    """A fact of a pesantren cannot be kept so; `field` names it, the sentence says what to do."""

    code = "bad_fact"

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(DomainError):
    """Somebody else changed these facts since the form was opened; `message` says to what."""

    code = "changed_meanwhile"


def now_says(said: Mapping[str, str]) -> str:
    """What somebody is told whose form was overtaken: each fact by its label, as it is now."""
    sentence = _(
        "Somebody else changed this page while you were typing. Now it says: %(now)s. "
        "What you typed still stands below: save it again to put it in its place."
    )
    return str(sentence) % {"now": "; ".join(f"{label}: {words}" for label, words in said.items())}


def seen_as(*said: object) -> str:
    """A mark of what somebody sees: the same for the same, and it tells nothing of it."""
    return sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:16]


class NoSource(BadFact):
    """An office says where a fact comes from."""

    code = "no_source"

    def __init__(self) -> None:
        super().__init__("source", _("Say where this is known from: an address or a document."))


class NothingAsked(DomainError):
    """A question without words."""

    code = "nothing_asked"

    def __init__(self) -> None:
        super().__init__(_("Write what the pesantren should look at."))


def checked_line(typed: str, *, field: str, longest: int) -> str:
    """The text on one line without control characters; raises BadFact when it is too long."""
    shown = "".join(sign if unicodedata.category(sign) != "Cc" else " " for sign in typed)
    line = " ".join(shown.split())
    if len(line) > longest:
        raise BadFact(field, _("Too long: at most %(most)d letters.") % {"most": longest})
    return line


def checked_text(typed: str, *, field: str, longest: int) -> str:
    """Text of several lines; raises BadFact when it is too long."""
    text = typed.replace("\0", "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise BadFact(field, _("Too long: at most %(most)d letters.") % {"most": longest})
    return text


def checked_nspp(typed: str) -> str:
    """The statistic number of 12 digits, "510.035.240.001" -> "510035240001"; raises BadFact."""
    digits = re.sub(r"[\s.-]", "", typed)
    if digits and not re.fullmatch(r"[0-9]{12}", digits):
        raise BadFact("nspp", _("An NSPP has 12 digits, for example 510035240001."))
    return digits


def checked_postcode(typed: str) -> str:
    """A postcode of five digits; raises BadFact."""
    digits = typed.strip()
    if digits and not re.fullmatch(r"[1-9][0-9]{4}", digits):
        raise BadFact("postcode", _("A postcode has five digits, for example 62251."))
    return digits


def checked_santri(number: int | None) -> int | None:
    """How many santri, 0 to 200,000; raises BadFact."""
    if number is not None and not 0 <= number <= MOST_SANTRI:
        raise BadFact("santri", _("The number of santri is from 0 to 200.000."))
    return number


def checked_cohort(year: int | None, *, today: date) -> int | None:
    """The year of joining, no later than next year; raises BadFact."""
    if year is not None and not EARLIEST_COHORT <= year <= today.year + 1:
        raise BadFact("cohort_year", _("The cohort is a year, for example 2021."))
    return year


def checked_santri_day(number: int | None, on: date | None, *, today: date) -> date | None:
    """The day of which a number of santri is: none without a number; raises BadFact."""
    if number is None:
        return None
    if on is None:
        raise BadFact("santri_on", _("Say of which day this number is."))
    if on > today:
        raise BadFact("santri_on", _("This day lies in the future."))
    return on


def checked_pillars(chosen: Iterable[str]) -> list[str]:
    """The pillars once each, in their own order; raises BadFact for an unknown one."""
    named = {name.strip().lower() for name in chosen} - {""}
    if unknown := named - set(Pillar):
        sentence = _("%(name)s is no pillar. Choose santripreneur, pesantrenpreneur, sosiopreneur.")
        raise BadFact("pillars", sentence % {"name": min(unknown)[:40]})
    return [pillar.value for pillar in Pillar if pillar in named]


def checked_phone(typed: str) -> str:
    """The public number in international digits; raises BadFact."""
    try:
        return tidy_phone(typed)
    except UnreadablePhone as unreadable:
        raise BadFact("phone", unreadable.message) from unreadable


def checked_email(typed: str) -> str:
    """The institution's own e-mail; raises BadFact."""
    email = typed.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise BadFact("email", _("This is no e-mail address.")) from None
    if len(email) > 254:
        raise BadFact("email", _("This is no e-mail address."))
    return email


def checked_website(typed: str) -> str:
    """An address on the web, "pesantren.example" -> "https://pesantren.example"; raises BadFact."""
    address = typed.strip()
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    if not _is_address(address, schemes={"http", "https"}):
        raise BadFact("website", _("Write the address of the website, such as contoh.sch.id."))
    return address


def checked_instagram(typed: str) -> str:
    """The account's name, "https://instagram.com/Contoh/" -> "contoh"; raises BadFact."""
    read = HANDLE.fullmatch(typed.strip().lower()) if typed.strip() else None
    name = (read[1] or read[2]) if read else ""
    if typed.strip() and not INSTAGRAM.fullmatch(name):
        raise BadFact("instagram", _("Write the name of the Instagram account, such as @contoh."))
    return name


def checked_marketplaces(typed: Iterable[str]) -> list[str]:
    """Addresses of shops, https only, at most five, each once; raises BadFact."""
    links = list(dict.fromkeys(link.strip() for link in typed if link.strip()))
    if len(links) > MARKETPLACES:
        raise BadFact("marketplaces", _("At most five addresses of shops."))
    if not all(_is_address(link, schemes={"https"}) for link in links):
        raise BadFact(
            "marketplaces",
            _("Each address of a shop begins with https:// and stands on a line of its own."),
        )
    return links


def checked_point(
    latitude: Decimal | None, longitude: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Where it lies, in degrees: both numbers or none; raises BadFact."""
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None:
        raise BadFact("latitude", _("Write both latitude and longitude, or neither."))
    if not (latitude.is_finite() and abs(latitude) <= 90):
        raise BadFact("latitude", _("Latitude is from -90 to 90, in Indonesia -11 to 6."))
    if not (longitude.is_finite() and abs(longitude) <= 180):
        raise BadFact("longitude", _("Longitude is from -180 to 180, in Indonesia 95 to 141."))
    return latitude.quantize(STEP), longitude.quantize(STEP)


def _is_address(link: str, *, schemes: set[str]) -> bool:
    if len(link) > LONGEST_LINK or re.search(r"[\s\\<>\"]|[^\x21-\x7e]", link):
        return False
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(HOST.fullmatch(host)) and not parts.username
