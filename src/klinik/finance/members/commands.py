"""Everything that changes the register of members."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from klinik.core.history import acting
from klinik.core.phones import tidy_phone
from klinik.core.writing import files_with_rows, write
from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member, MemberConsent, Register
from klinik.finance.members.nik import nik_hash, nik_hashes, opened_nik, sealed_nik
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import (
    GUARDIANS,
    Category,
    ConsentStands,
    Facts,
    GivenLater,
    MemberRequestReused,
    NeedsGuardian,
    NikTaken,
    NotHereAnyMore,
    OvertakenMember,
    PhotoNotAgreed,
    Purpose,
    Relation,
    Standing,
    is_minor,
    member_number,
    refuse_unborn,
    refuse_without_guardian,
    tidy_name,
    tidy_nik,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

NOTHING = Facts()
CARD_BYTES = 6


@transaction.atomic
def register_member(
    koppontren: Koppontren,
    *,
    name: str,
    phone: str = "",
    facts: Facts = NOTHING,
    request_id: UUID,
    by: User | None = None,
) -> Member:
    """Give a person the next number in the register, as a candidate. Sent twice, it is one member.

    Raises MemberRequestReused when it was for somebody else, UnreadableName, UnreadablePhone,
    UnreadableNik, NikTaken, NotBornYet, GivenLater, GuardianNotRelated, and NeedsGuardian for a
    child without one.
    """
    register = locked_register(koppontren)
    today = today_in(koppontren)
    said = _said(koppontren, name=name, phone=phone, facts=facts, today=today)
    known = Member.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if any(getattr(known, field) != value for field, value in said.items()):
            raise MemberRequestReused(known.number)
        return known
    refuse_without_guardian(facts, is_agreed=bool(facts.consented_on and by), on=today)
    _refuse_known_nik(koppontren, facts.nik)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    member = Member.objects.create(
        koppontren=koppontren,
        number=member_number(register.last_number),
        joined_on=today,
        request_id=request_id,
        nik_sealed=sealed_nik(tidy_nik(facts.nik)),
        **said,
    )
    if facts.consented_on and member.guardian_name and by:
        give_consent(
            member,
            purpose=Purpose.DATA,
            given_on=facts.consented_on,
            given_by=member.guardian_name,
            relation=member.guardian_relation,
            by=by,
        )
    return member


@transaction.atomic
def become_full(member: Member) -> None:
    """A candidate who paid principal savings is a full member; twice is once.

    Raises NeedsGuardian for a child of whom no guardian agreed.
    """
    if member.standing == Standing.CANDIDATE:
        is_child = member.is_minor(today_in(member.koppontren))
        if is_child and not (member.guardian_name and _is_agreed(member, Purpose.DATA, is_child)):
            raise NeedsGuardian
        member.standing = Standing.FULL
        member.save(update_fields=["standing"])


@transaction.atomic
def change_member(
    member: Member,
    *,
    name: str,
    phone: str = "",
    facts: Facts,
    forgets_nik: bool = False,
    seen: str,
    by: User,
) -> None:
    """Put right what is said of a member; an empty NIK leaves the one that is there.

    `seen` is the mark of what stood on the form. Raises OvertakenMember, NotHereAnyMore,
    NeedsGuardian, NikTaken, and what is unreadable.
    """
    if facts.nik:  # two members must not both find that nobody has this NIK yet
        locked_register(member.koppontren)
    row = locked_member(member)
    if not row.is_here:
        raise NotHereAnyMore(row.name)
    if seen != seen_of(row):
        raise OvertakenMember
    today = today_in(row.koppontren)
    said = _said(row.koppontren, name=name, phone=phone, facts=facts, today=today)
    nik = tidy_nik(facts.nik)
    if nik:
        _refuse_known_nik(row.koppontren, nik, but=row)
        said["nik_sealed"] = sealed_nik(nik)
    elif forgets_nik:
        said["nik_sealed"] = ""
    else:
        said = {field: value for field, value in said.items() if not field.startswith("nik_")}
    with acting(by.pk):
        _agree(row, facts, by=by)
        is_child = is_minor(facts.birth_date, on=today)
        is_agreed = _is_agreed(row, Purpose.DATA, is_child)
        refuse_without_guardian(facts, is_agreed=is_agreed, on=today)
        for field, value in said.items():
            setattr(row, field, value)
            setattr(member, field, value)
        row.save(update_fields=[*said])


def _agree(member: Member, facts: Facts, *, by: User) -> None:
    is_named = bool(facts.guardian_name.strip()) and facts.guardian_relation in GUARDIANS
    if facts.consented_on and is_named:
        give_consent(
            member,
            purpose=Purpose.DATA,
            given_on=facts.consented_on,
            given_by=facts.guardian_name,
            relation=facts.guardian_relation,
            by=by,
        )


@transaction.atomic
def show_nik(member: Member, *, by: User) -> str:
    """All 16 digits; that they were shown, when and to whom, stays in the history."""
    with acting(by.pk):
        member.nik_shown_at = timezone.now()
        member.save(update_fields=["nik_shown_at"])
    return opened_nik(member.nik_sealed)


@transaction.atomic
def give_consent(
    member: Member, *, purpose: str, given_on: date, given_by: str, relation: str, by: User
) -> MemberConsent:
    """Record what somebody agreed to; what stands already stays. Raises GivenLater.

    Where a guardian agrees, what a member had said for themselves ends: it carries no child.
    """
    row = locked_member(member)
    if given_on > today_in(row.koppontren):
        raise GivenLater
    standing = MemberConsent.objects.of(row.koppontren).filter(
        member=row, purpose=purpose, withdrawn_on=None
    )
    with acting(by.pk):
        if relation != Relation.SELF:
            for own in standing.filter(relation=Relation.SELF):
                _end(own, on=today_in(row.koppontren))
        return standing.first() or MemberConsent.objects.create(
            koppontren=row.koppontren,
            member=row,
            purpose=purpose,
            given_on=given_on,
            given_by=tidy_name(given_by),
            relation=relation,
            recorded_by=by,
        )


@transaction.atomic
def withdraw_consent(consent: MemberConsent, *, by: User) -> None:
    """From today it holds no longer; twice is once. Raises ConsentStands.

    A photo goes with the consent to it.
    """
    member = locked_member(consent.member)
    consent.refresh_from_db()
    if consent.withdrawn_on:
        return
    today = today_in(member.koppontren)
    is_needed = consent.purpose == Purpose.DATA and consent.relation != Relation.SELF
    if is_needed and member.is_here and member.is_minor(today):
        raise ConsentStands
    with acting(by.pk):
        _end(consent, on=today)
        if consent.purpose == Purpose.PHOTO:
            _put_photo(member, None)


def _end(consent: MemberConsent, *, on: date) -> None:
    consent.withdrawn_on = max(on, consent.given_on)
    consent.save(update_fields=["withdrawn_on"])


@files_with_rows()
@transaction.atomic
def keep_photo(member: Member, photo: "ContentFile[bytes] | None", *, by: User) -> None:
    """Keep a photo that was drawn anew in place of the one before, or take it away with None.

    Raises PhotoNotAgreed for a child whose guardian did not agree, NotHereAnyMore.
    """
    row = locked_member(member)
    if photo:
        if not row.is_here:
            raise NotHereAnyMore(row.name)
        is_child = row.is_minor(today_in(row.koppontren))
        if is_child and not _is_agreed(row, Purpose.PHOTO, is_child):
            raise PhotoNotAgreed
    with acting(by.pk):
        _put_photo(row, photo)


def _put_photo(member: Member, photo: "ContentFile[bytes] | None") -> None:
    before = member.photo
    name, storage = str(before.name or ""), before.storage
    if photo:
        write(member.photo, photo)
    else:
        member.photo = ""
    member.save(update_fields=["photo"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def make_new_card(member: Member, *, by: User) -> None:
    """The card of before finds nobody any more: it was lost. Raises NotHereAnyMore."""
    row = locked_member(member)
    if not row.is_here:
        raise NotHereAnyMore(row.name)
    with acting(by.pk):
        member.card_code = f"AGT{secrets.token_hex(CARD_BYTES).upper()}"
        member.card_made_at = timezone.now()
        member.save(update_fields=["card_code", "card_made_at"])


def _said(
    koppontren: Koppontren, *, name: str, phone: str, facts: Facts, today: date
) -> dict[str, Any]:
    """What is written of these facts, tidied. Raises what is unreadable."""
    refuse_unborn(facts.birth_date, today=today)
    if facts.consented_on and facts.consented_on > today:
        raise GivenLater
    nik = tidy_nik(facts.nik)
    guardian = tidy_name(facts.guardian_name) if facts.guardian_name.strip() else ""
    return {
        "name": tidy_name(name),
        "phone": tidy_phone(phone),
        "category": Category(facts.category),
        "birth_date": facts.birth_date,
        "address": " ".join(facts.address.split()),
        "nik_hash": nik_hash(nik),
        "nik_tail": nik[-4:],
        "guardian_name": guardian,
        "guardian_relation": facts.guardian_relation if guardian else "",
        "guardian_phone": tidy_phone(facts.guardian_phone) if guardian else "",
    }


def _refuse_known_nik(koppontren: Koppontren, nik: str, *, but: Member | None = None) -> None:
    hashes = nik_hashes(tidy_nik(nik))
    if not hashes:
        return
    for other in Member.objects.of(koppontren).filter(nik_hash__in=hashes):
        if other.is_here and other != but:
            raise NikTaken(other.number)


def _is_agreed(member: Member, purpose: Purpose, is_child: bool) -> bool:
    """Whether a consent stands; a child's own is none."""
    standing = MemberConsent.objects.of(member.koppontren).filter(member=member, purpose=purpose)
    if is_child:
        standing = standing.exclude(relation=Relation.SELF)
    return standing.filter(withdrawn_on=None).exists()


def locked_member(member: Member) -> Member:
    """The member as they stand now, while nobody else changes them."""
    rows = Member.objects.select_for_update(of=["self"], no_key=True).select_related("koppontren")
    return rows.get(pk=member.pk)


def locked_register(koppontren: Koppontren) -> Register:
    """The register under its lock; numbers are given by whoever holds it."""
    Register.objects.get_or_create(koppontren=koppontren)
    return Register.objects.select_for_update(no_key=True).get(koppontren=koppontren)
