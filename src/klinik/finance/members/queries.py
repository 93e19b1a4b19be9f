"""Questions about members that more than one place asks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q

from klinik.core.errors import DomainError
from klinik.core.phones import tidy_phone
from klinik.directory.rules import seen_as
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.nik import nik_hashes
from klinik.finance.members.rules import HERE, NIK, Category, Purpose, Standing
from klinik.tenancy.models import Koppontren, TenantQuerySet

CARD = re.compile(r"AGT[0-9A-F]{12}")
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{7,19}", re.ASCII)
SAID = (
    *("name", "phone", "category", "birth_date", "address", "nik_hash"),
    *("guardian_name", "guardian_relation", "guardian_phone", "standing"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which members an address asks for: what was typed, a category, a standing."""

    query: str
    category: Category | None
    standing: Standing | None

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Choice":
        """As the address says it; a category or standing that does not exist is left out."""
        kind, standing = asked.get("jenis", ""), asked.get("status", "")
        return cls(
            asked.get("q", ""),
            Category(kind) if kind in Category.values else None,
            Standing(standing) if standing in Standing.values else None,
        )

    @property
    def is_filtered(self) -> bool:
        """Something was asked for."""
        return bool(self.query or self.category or self.standing)

    @property
    def said(self) -> list[str]:
        """In words, for a file."""
        return [self.query, *(str(kind.label) for kind in (self.category, self.standing) if kind)]

    def rows(self, koppontren: Koppontren) -> TenantQuerySet[Member]:
        """The members that are meant."""
        rows = find_members(koppontren, self.query)
        if self.category:
            rows = rows.filter(category=self.category)
        return rows.filter(standing=self.standing) if self.standing else rows

    def here(self, koppontren: Koppontren) -> TenantQuerySet[Member]:
        """Those of them who are candidates or full members."""
        return self.rows(koppontren).filter(standing__in=HERE).select_related("koppontren")


def find_members(koppontren: Koppontren, typed: str) -> TenantQuerySet[Member]:
    """The members whom somebody means who types this in one field, by name; all for nothing.

    A card's code, a NIK or a telephone number means whoever has it; of anything else every word
    stands in the name, the number, or the number in the books of before.
    """
    found = Member.objects.of(koppontren)
    typed = typed.replace("\0", "")[:100].strip()
    if CARD.fullmatch(typed.upper()):
        return found.filter(card_code=typed.upper())
    if NIK.fullmatch(typed):
        return found.filter(nik_hash__in=nik_hashes(typed))
    if phone := _phone_in(typed):
        return found.filter(Q(phone=phone) | Q(guardian_phone=phone) | Q(former_number=typed))
    for word in typed.split():
        found = found.filter(
            Q(name__icontains=word) | Q(number__icontains=word) | Q(former_number__icontains=word)
        )
    return found


def _phone_in(typed: str) -> str:
    if not PHONE.fullmatch(typed):
        return ""
    try:
        return tidy_phone(typed)
    except DomainError:
        return ""


def photo_of(member: Member) -> bytes | None:
    """The photo as it is kept, WebP; None without one, or where its file is lost."""
    try:
        with member.photo.open("rb") as file:
            content: bytes = file.read()
            return content
    except (ValueError, FileNotFoundError):  # what Django says of a field without a file, and ours
        return None


def seen_of(member: Member) -> str:
    """A mark of all that the form shows of a member: another one as soon as any is changed."""
    return seen_as(*(getattr(member, field) for field in SAID))


def consents_by_member(
    koppontren: Koppontren, members: Iterable[Member]
) -> dict[int, list[MemberConsent]]:
    """What was agreed to for each of these members, asked once."""
    found: dict[int, list[MemberConsent]] = {member.pk: [] for member in members}
    rows = MemberConsent.objects.of(koppontren).filter(member__in=found)
    for row in rows.select_related("recorded_by"):
        found[row.member_id].append(row)
    return found


def consents_of(member: Member) -> TenantQuerySet[MemberConsent]:
    """What was agreed to for this member, also what was taken back."""
    rows = MemberConsent.objects.of(member.koppontren).filter(member=member)
    return rows.select_related("recorded_by")


def wants_no_messages(member: Any, koppontren: Any) -> Any:
    """A condition: the consent to messages was taken back. Who was never asked is written to.

    `member` is a member, or the reference of an outer query; `koppontren` is theirs.
    """
    rows = MemberConsent.objects.filter(
        koppontren=koppontren, member=member, purpose=Purpose.MESSAGES
    )
    return Exists(rows.exclude(withdrawn_on=None)) & ~Exists(rows.filter(withdrawn_on=None))


def may_write_to(member: Member) -> bool:
    """Whether receipts and reminders are sent to this member by WhatsApp."""
    refuses = wants_no_messages(member.pk, member.koppontren_id)
    return not Member.objects.of(member.koppontren).filter(refuses, pk=member.pk).exists()
