"""What may be said of a member, and when a guardian has to agree; pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.finance.members.choices import GUARDIANS as GUARDIANS
from klinik.finance.members.choices import HERE as HERE
from klinik.finance.members.choices import Category as Category
from klinik.finance.members.choices import Purpose as Purpose
from klinik.finance.members.choices import Relation as Relation
from klinik.finance.members.choices import Standing as Standing

NAME_LENGTH = 200
ADDRESS_LENGTH = 300
# A child is who is not yet 18 (UU 35/2014, art. 1 no. 1); processing a child's data needs the
# consent of a parent or guardian (UU 27/2022, art. 25 par. 2).
OF_AGE = 18
NIK = re.compile(r"[0-9]{16}", re.ASCII)
MASKED = "••••••••••••"


class UnreadableName(DomainError):
    """A name is empty, longer than anybody's, or holds characters that no script has."""

    code = "unreadable_name"

    def __init__(self) -> None:
        super().__init__(_("Write the member's name in at most 200 letters, on one line."))


class UnreadableNik(DomainError):
    """A NIK has 16 digits."""

    code = "unreadable_nik"

    def __init__(self) -> None:
        super().__init__(_("A NIK has 16 digits, as on the KTP or the family card (KK)."))


class NikTaken(DomainError):
    """One person, one membership."""

    code = "nik_taken"

    def __init__(self, number: str) -> None:
        sentence = _("Member %(number)s has this NIK already. Look whether it is the same person.")
        super().__init__(sentence % {"number": number})


class NotBornYet(DomainError):
    """A birthday that lies in the future, or further back than anybody's."""

    code = "bad_birth_date"

    def __init__(self) -> None:
        super().__init__(_("Look at the date of birth again: the year cannot be right."))


class NeedsGuardian(DomainError):
    """A child joins with a parent or guardian who agrees."""

    code = "needs_guardian"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This member is not yet 18. Write down the parent or guardian, and tick that they "
                "agree (UU 27/2022, article 25)."
            )
        )


class GuardianNotRelated(DomainError):
    """A guardian is named with what they are to the member."""

    code = "guardian_not_related"

    def __init__(self) -> None:
        super().__init__(_("Say what the parent or guardian is to the member: mother, father…"))


class PhotoNotAgreed(DomainError):
    """A child's photo is kept only where the guardian agreed to it."""

    code = "photo_not_agreed"

    def __init__(self) -> None:
        super().__init__(
            _("This member is not yet 18: record the guardian's consent to a photo first.")
        )


class ConsentStands(DomainError):
    """What keeping a child's data rests on is not taken back while the child is a member."""

    code = "consent_needed"

    def __init__(self) -> None:
        super().__init__(
            _("A child's membership rests on this consent. Let the member leave instead.")
        )


class GivenLater(DomainError):
    """Nobody agreed on a day that is yet to come."""

    code = "consent_in_future"

    def __init__(self) -> None:
        super().__init__(_("The day of the consent lies in the future."))


class NotHereAnyMore(DomainError):
    """Somebody who left, or died, changes nothing any more."""

    code = "not_a_member"

    def __init__(self, name: str) -> None:
        sentence = _("%(name)s is no longer a member. What was recorded stays as it is.")
        super().__init__(sentence % {"name": name})


class OvertakenMember(DomainError):
    """Somebody else changed the member while the form was open."""

    code = "overtaken"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody changed this member while you were writing. Look at the page, then save "
                "again if yours is right."
            )
        )


class MemberRequestReused(DomainError):
    """The same request again, for somebody else."""

    code = "request_reused"

    def __init__(self, number: str) -> None:
        sentence = _(
            "This form was already sent with other content (member %(number)s). "
            "Open the form anew and try again."
        )
        super().__init__(sentence % {"number": number})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a member besides name and telephone; all of it may be left out.

    `consented_on` is the day on which the guardian agreed that the child's data are kept.
    """

    category: str = Category.PUBLIC
    birth_date: date | None = None
    address: str = ""
    nik: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    consented_on: date | None = None


def tidy_name(name: str) -> str:
    """The name with single spaces and composed letters. Raises UnreadableName."""
    tidy = unicodedata.normalize("NFC", " ".join(name.split()))
    odd = any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in tidy)
    if not 0 < len(tidy) <= NAME_LENGTH or odd:
        raise UnreadableName
    return tidy


def tidy_nik(typed: str) -> str:
    """The 16 digits; nothing stays nothing. Raises UnreadableNik."""
    digits = re.sub(r"[\s.-]", "", typed)
    if digits and not NIK.fullmatch(digits):
        raise UnreadableNik
    return digits


def masked(nik: str) -> str:
    """What anybody may see of a NIK: its last four digits."""
    return MASKED + nik[-4:] if nik else ""


def of_age_on(birth_date: date) -> date:
    """The 18th birthday; who was born on 29 February comes of age on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + OF_AGE)
    except ValueError:
        return date(birth_date.year + OF_AGE, 3, 1)


def is_minor(birth_date: date | None, *, on: date) -> bool:
    """Not yet 18 on that day; of whom no birthday is known, nobody says so."""
    return birth_date is not None and on < of_age_on(birth_date)


def refuse_unborn(birth_date: date | None, *, today: date) -> None:
    """Raise NotBornYet for a day that nobody who joins today was born on."""
    if birth_date and not date(today.year - 125, 1, 1) <= birth_date <= today:
        raise NotBornYet


def refuse_without_guardian(facts: Facts, *, is_agreed: bool, on: date) -> None:
    """Raise NeedsGuardian for a child of whom no guardian is named, or has not agreed.

    Raises GuardianNotRelated where one is named of whom it is not said what they are.
    """
    has_name, is_related = bool(facts.guardian_name.strip()), facts.guardian_relation in GUARDIANS
    if is_minor(facts.birth_date, on=on) and not (has_name and is_related and is_agreed):
        raise NeedsGuardian
    if has_name and not is_related:
        raise GuardianNotRelated


def member_number(serial: int) -> str:
    """The number on a member's card: 1 -> "A-0001" (A for anggota)."""
    return f"A-{serial:04}"
