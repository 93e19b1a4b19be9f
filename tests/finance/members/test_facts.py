"""What is said of a member: put right, sealed, agreed to, and remembered with who did it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from klinik.finance.ledger.days import today_in
from klinik.finance.members.commands import (
    become_full,
    change_member,
    give_consent,
    keep_photo,
    make_new_card,
    register_member,
    show_nik,
    withdraw_consent,
)
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.queries import find_members, seen_of
from klinik.finance.members.rules import (
    ConsentStands,
    Facts,
    GivenLater,
    MemberRequestReused,
    NeedsGuardian,
    NikTaken,
    NotBornYet,
    OvertakenMember,
    PhotoNotAgreed,
    Purpose,
    Relation,
    Standing,
    UnreadableNik,
    is_minor,
    masked,
    of_age_on,
    tidy_nik,
)
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.history.queries import history_of, told
from klinik.tenancy.models import Koppontren

NIK = "3524015708900001"


def join(koppontren: Koppontren, by: User, *, name: str = "Siti Contoh", **said: Any) -> Member:
    facts = Facts(**said)
    return register_member(koppontren, name=name, facts=facts, request_id=uuid4(), by=by)


def child(koppontren: Koppontren, by: User) -> Member:
    today = today_in(koppontren)
    return join(
        koppontren,
        by,
        name="Anak Contoh",
        category="santri",
        birth_date=today - timedelta(days=3650),
        guardian_name="Ibu Contoh",
        guardian_relation=Relation.MOTHER,
        guardian_phone="0812 3456 7890",
        consented_on=today,
    )


def history(member: Member, reader: User) -> list[str]:
    """The newest change first, as its page tells it."""
    read_as(reader)
    return [
        f"{change.who}: "
        + ", ".join(f"{d.field} {d.before} -> {d.after}" for d in change.differences)
        for change in told(history_of(member, Member, MemberConsent))
    ]


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2008, 5, 1), date(2026, 4, 30), True),
        (date(2008, 5, 1), date(2026, 5, 1), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, date(2026, 1, 1), False),
    ],
)
def test_a_child_is_not_yet_eighteen(born: date | None, on: date, minor: bool) -> None:
    assert is_minor(born, on=on) is minor


def test_the_database_counts_years_the_same_way(koppontren: Koppontren) -> None:
    today = today_in(koppontren)
    with connection.cursor() as cursor:
        for days in range(6560, 6590):
            born = today - timedelta(days=days)
            cursor.execute("SELECT members_is_minor(%s, %s)", [koppontren.pk, born])
            assert cursor.fetchone() == (today < of_age_on(born),)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("3524 0157 0890 0001", NIK), ("3524.0157.0890.0001", NIK), (f" {NIK} ", NIK)],
)
def test_a_nik_is_sixteen_digits(typed: str, kept: str) -> None:
    assert tidy_nik(typed) == kept


@pytest.mark.parametrize("typed", ["1", "35240157089000012", "٣٥٢٤٠١٥٧٠٨٩٠٠٠٠١", "x" * 16])
def test_what_is_no_nik_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableNik):
        tidy_nik(typed)


def test_a_nik_lies_sealed_and_is_found_again(koppontren: Koppontren, teller: User) -> None:
    member = join(koppontren, teller, nik=NIK)
    member.refresh_from_db()

    assert (member.nik_tail, member.masked_nik) == ("0001", masked(NIK))
    assert NIK not in member.nik_sealed + member.nik_hash
    assert list(find_members(koppontren, NIK)) == [member]
    assert list(find_members(koppontren, NIK.replace("1", "2"))) == []


def test_whoever_has_a_nik_shown_stands_in_the_history(
    koppontren: Koppontren, teller: User
) -> None:
    member = join(koppontren, teller, nik=NIK)

    assert show_nik(member, by=teller) == NIK
    [newest, *_] = history(member, teller)
    assert newest.startswith("Teller Contoh: NIK diperlihatkan utuh – -> ")
    assert not any(NIK in line for line in history(member, teller))


def test_a_nik_is_one_membership_until_it_ends(koppontren: Koppontren, teller: User) -> None:
    first = join(koppontren, teller, nik=NIK)
    with pytest.raises(NikTaken, match=r"A-0001"):
        join(koppontren, teller, name="Lain Contoh", nik=NIK)
    first.standing, first.left_on = Standing.LEFT, today_in(koppontren)
    first.save(update_fields=["standing", "left_on"])

    assert join(koppontren, teller, nik=NIK).number == "A-0002"


def test_the_database_knows_a_nik_once(koppontren: Koppontren, teller: User) -> None:
    first = join(koppontren, teller, nik=NIK)
    second = join(koppontren, teller, name="Lain Contoh", nik=NIK[::-1])
    with pytest.raises(IntegrityError, match="member_nik_once"), transaction.atomic():
        Member.objects.filter(pk=second.pk).update(nik_hash=first.nik_hash)


def test_a_child_joins_with_a_guardian_who_agrees(koppontren: Koppontren, teller: User) -> None:
    member = child(koppontren, teller)
    become_full(member)

    [consent] = member.consents.all()
    assert (consent.purpose, consent.given_by, consent.relation, consent.recorded_by) == (
        Purpose.DATA,
        "Ibu Contoh",
        Relation.MOTHER,
        teller,
    )
    assert member.standing == Standing.FULL


@pytest.mark.parametrize(
    "missing", [{"guardian_name": ""}, {"guardian_relation": ""}, {"consented_on": None}]
)
def test_without_a_guardian_a_child_does_not_join(
    koppontren: Koppontren, teller: User, missing: dict[str, Any]
) -> None:
    today = today_in(koppontren)
    said: dict[str, Any] = {
        "birth_date": today - timedelta(days=3650),
        "guardian_name": "Ibu Contoh",
        "guardian_relation": Relation.MOTHER,
        "consented_on": today,
    }
    with pytest.raises(NeedsGuardian):
        join(koppontren, teller, **(said | missing))

    assert not Member.objects.of(koppontren).exists()


def test_the_database_lets_no_child_be_a_member_without_one(
    koppontren: Koppontren, teller: User
) -> None:
    member = join(koppontren, teller)
    born = today_in(koppontren) - timedelta(days=3650)
    with pytest.raises(IntegrityError, match="no guardian agreed"), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(standing="full", birth_date=born)


def test_what_a_childs_membership_rests_on_stays(koppontren: Koppontren, teller: User) -> None:
    member = child(koppontren, teller)
    [consent] = member.consents.all()
    with pytest.raises(ConsentStands):
        withdraw_consent(consent, by=teller)
    with pytest.raises(IntegrityError, match="rests on"), transaction.atomic():
        MemberConsent.objects.filter(pk=consent.pk).update(withdrawn_on=consent.given_on)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        consent.delete()


def own_word(member: Member, by: User, purpose: Purpose = Purpose.DATA) -> MemberConsent:
    return give_consent(
        member,
        purpose=purpose,
        given_on=today_in(member.koppontren),
        given_by=member.name,
        relation=Relation.SELF,
        by=by,
    )


def test_a_childs_own_word_is_no_consent_and_ends_with_the_guardians(
    koppontren: Koppontren, teller: User
) -> None:
    member = join(koppontren, teller)
    own = own_word(member, teller)
    become_full(member)
    today = today_in(koppontren)
    said: dict[str, Any] = {
        "birth_date": today - timedelta(days=3650),
        "guardian_name": "Ibu Contoh",
        "guardian_relation": Relation.MOTHER,
    }

    def put_right(**more: Any) -> None:
        facts = Facts(**said, **more)
        change_member(member, name="Siti", facts=facts, seen=seen_of(member), by=teller)

    with pytest.raises(NeedsGuardian), transaction.atomic():
        put_right()
    member.refresh_from_db()
    put_right(consented_on=today)
    own.refresh_from_db()
    assert own.withdrawn_on == today
    [standing] = member.consents.filter(withdrawn_on=None)
    assert standing.relation == Relation.MOTHER


def test_a_candidate_who_was_stuck_with_the_childs_own_word_goes_on(
    koppontren: Koppontren, teller: User
) -> None:
    member = join(koppontren, teller)
    own_word(member, teller)
    born = today_in(koppontren) - timedelta(days=3650)
    Member.objects.filter(pk=member.pk).update(
        birth_date=born, guardian_name="Ibu", guardian_relation="mother"
    )
    member.refresh_from_db()
    with pytest.raises(NeedsGuardian):
        become_full(member)
    give_consent(
        member,
        purpose=Purpose.DATA,
        given_on=today_in(koppontren),
        given_by="Ibu",
        relation=Relation.MOTHER,
        by=teller,
    )
    become_full(member)

    assert member.standing == Standing.FULL


def test_a_childs_photo_is_not_the_childs_to_allow(koppontren: Koppontren, teller: User) -> None:
    member = child(koppontren, teller)
    own_word(member, teller, Purpose.PHOTO)
    with pytest.raises(PhotoNotAgreed):
        keep_photo(member, ContentFile(b"webp", name="x.webp"), by=teller)


def test_a_childs_photo_needs_a_consent_and_goes_with_it(
    koppontren: Koppontren, teller: User
) -> None:
    member = child(koppontren, teller)
    photo = ContentFile(b"webp", name="x.webp")
    with pytest.raises(PhotoNotAgreed):
        keep_photo(member, photo, by=teller)
    consent = give_consent(
        member,
        purpose=Purpose.PHOTO,
        given_on=today_in(koppontren),
        given_by="Ibu Contoh",
        relation=Relation.MOTHER,
        by=teller,
    )
    keep_photo(member, photo, by=teller)
    member.refresh_from_db()
    assert member.photo_url == "/koppontren/al-hikmah/anggota/A-0001/foto/"

    withdraw_consent(consent, by=teller)
    withdraw_consent(consent, by=teller)
    member.refresh_from_db()
    assert (member.photo_url, consent.withdrawn_on) == ("", today_in(koppontren))


def test_nobody_agrees_tomorrow(koppontren: Koppontren, teller: User) -> None:
    tomorrow = today_in(koppontren) + timedelta(days=1)
    with pytest.raises(GivenLater):
        join(koppontren, teller, guardian_name="Ibu", consented_on=tomorrow)
    with pytest.raises(NotBornYet):
        join(koppontren, teller, birth_date=tomorrow)


def test_a_correction_is_remembered_with_what_stood_before(
    koppontren: Koppontren, teller: User
) -> None:
    member = join(koppontren, teller, nik=NIK, address="Jl. Lama 1")
    facts = Facts(category="alumni", address="Jl. Baru 2")
    change_member(member, name="Siti Aminah", facts=facts, seen=seen_of(member), by=teller)
    member.refresh_from_db()

    assert (member.name, member.address, member.nik_tail) == ("Siti Aminah", "Jl. Baru 2", "0001")
    assert history(member, teller)[0] == (
        "Teller Contoh: Nama Siti Contoh -> Siti Aminah, Kategori masyarakat umum -> alumni, "
        "Alamat Jl. Lama 1 -> Jl. Baru 2"
    )


def test_a_nik_is_forgotten_when_that_is_asked(koppontren: Koppontren, teller: User) -> None:
    member = join(koppontren, teller, nik=NIK)
    change_member(
        member, name="Siti", facts=Facts(), forgets_nik=True, seen=seen_of(member), by=teller
    )
    member.refresh_from_db()

    assert (member.nik_sealed, member.nik_hash, member.nik_tail) == ("", "", "")


def test_who_was_overtaken_looks_again(koppontren: Koppontren, teller: User) -> None:
    member = join(koppontren, teller)
    seen = seen_of(member)
    change_member(member, name="Siti Aminah", facts=Facts(), seen=seen, by=teller)
    with pytest.raises(OvertakenMember):
        change_member(member, name="Siti Zainab", facts=Facts(), seen=seen, by=teller)

    assert Member.objects.get(pk=member.pk).name == "Siti Aminah"


def test_a_grown_child_keeps_what_was_said(koppontren: Koppontren, teller: User) -> None:
    member = child(koppontren, teller)
    facts = Facts(birth_date=member.birth_date)
    with pytest.raises(NeedsGuardian):
        change_member(member, name=member.name, facts=facts, seen=seen_of(member), by=teller)


def test_the_same_request_with_other_facts_is_refused(koppontren: Koppontren, teller: User) -> None:
    key = uuid4()
    register_member(koppontren, name="Siti", facts=Facts(nik=NIK), request_id=key)
    again = register_member(koppontren, name="Siti", facts=Facts(nik=NIK), request_id=key)
    assert again.number == "A-0001"
    with pytest.raises(MemberRequestReused):
        register_member(koppontren, name="Siti", facts=Facts(nik=NIK[::-1]), request_id=key)


def test_a_card_finds_its_member_until_there_is_a_new_one(
    koppontren: Koppontren, teller: User
) -> None:
    member = join(koppontren, teller)
    join(koppontren, teller, name="Lain Contoh")
    old = Member.objects.get(pk=member.pk).card_code
    assert list(find_members(koppontren, old.lower())) == [member]
    make_new_card(member, by=teller)

    assert list(find_members(koppontren, old)) == []
    assert list(find_members(koppontren, member.card_code)) == [member]


@pytest.mark.parametrize("typed", ["0812 3456 7890", "+62812-3456-7890", "6281234567890"])
def test_a_telephone_means_whoever_has_it(koppontren: Koppontren, teller: User, typed: str) -> None:
    own = register_member(koppontren, name="Siti", phone="081234567890", request_id=uuid4())
    ward = child(koppontren, teller)
    join(koppontren, teller, name="Lain Contoh")

    assert list(find_members(koppontren, typed)) == [ward, own]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("standing", "left", "member_standing_is_dated"),
        ("left_on", "2026-01-01", "member_standing_is_dated"),
        ("category", "tamu", "member_category_known"),
        ("nik_tail", "0001", "member_nik_is_whole"),
        ("guardian_name", "Ibu", "member_guardian_is_whole"),
        ("name", "", "member_has_a_name"),
    ],
)
def test_the_database_refuses_half_a_fact(
    koppontren: Koppontren, teller: User, column: str, value: str, rule: str
) -> None:
    member = join(koppontren, teller)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Member.objects.filter(pk=member.pk).update(**{column: value})
