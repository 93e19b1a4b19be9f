"""Links to the own page: given by the counter, taken once, ended by people and by rules."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.database import set_local
from klinik.finance.members.commands import change_member
from klinik.finance.members.models import Member, MemberTie
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import Facts, MemberRequestReused, NotHereAnyMore
from klinik.finance.members.ties.commands import end_tie, join_by_tie, make_tie, take_tie
from klinik.finance.members.ties.queries import own_members
from klinik.finance.members.ties.rules import (
    KnownAlready,
    LinkClosed,
    NoGuardian,
    NoNumber,
    TiedAlready,
)
from klinik.finance.savings.leaving.commands import record_death, settle_leaving
from klinik.finance.savings.leaving.queries import settlement_of
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.own.conftest import Tied, again, child_in, tie_now
from tests.world import make_user

PAGE = "/koppontren/al-hikmah/anggota/A-0001/akun/"
PASSWORD = "tiga-kata-lepas-ini"


def seen_by(person: User, koppontren: Koppontren) -> list[str]:
    return [member.name for member, _capacity in own_members(person, koppontren)]


def test_the_counter_gives_a_link_and_a_newcomer_sees_their_savings(
    client: Client, teller: User, saver: Member
) -> None:
    client.force_login(teller)
    assert "Aminah Contoh" in client.get(PAGE).text
    form = {"capacity": "self", "request_id": str(uuid4())}
    assert [client.post(PAGE, form).status_code for _ in range(2)] == [302, 302]
    tie = tie_now(saver, teller)
    page = client.get(PAGE).text
    assert "wa.me/6281234567890" in page
    assert tie.get_absolute_url() in page

    newcomer = Client()
    link = tie.get_absolute_url()
    assert "+6281234567890" in newcomer.get(link).text
    assert newcomer.post(link, {"name": "Aminah", "password": "1234"}).status_code == 422
    assert newcomer.post(link, {"name": "Aminah", "password": PASSWORD}).status_code == 302
    assert newcomer.get("/simpanan-saya/").headers["Location"].endswith("/al-hikmah/A-0001/")
    assert newcomer.get("/").headers["Location"] == "/simpanan-saya/"
    assert Client().get(link).status_code == 410
    assert newcomer.get(link).headers["Location"] == "/simpanan-saya/"
    assert "Aminah" in client.get(PAGE).text
    assert client.post(f"{PAGE}{tie.number}/akhiri/").status_code == 302
    assert newcomer.get("/simpanan-saya/al-hikmah/A-0001/").status_code == 404


def test_who_is_known_signs_in_and_takes_it_with_one_button(
    client: Client, koppontren: Koppontren, teller: User, saver: Member
) -> None:
    tie = make_tie(saver, capacity="self", request_id=uuid4(), by=teller)
    known = make_user("Aminah Contoh")
    User.objects.filter(pk=known.pk).update(phone="6281234567890")
    with pytest.raises(KnownAlready):
        join_by_tie(tie, name="Orang", password=PASSWORD)
    assert "password" not in client.get(tie.get_absolute_url()).text
    client.force_login(known)
    assert client.post(tie.get_absolute_url()).status_code == 302
    assert seen_by(known, koppontren) == ["Aminah Contoh"]


def test_a_link_is_good_once_for_seven_days_until_it_is_ended(
    koppontren: Koppontren, teller: User, saver: Member
) -> None:
    key = uuid4()
    first = make_tie(saver, capacity="self", request_id=key, by=teller)
    assert make_tie(saver, capacity="self", request_id=key, by=teller) == first
    second = make_tie(saver, capacity="self", request_id=uuid4(), by=teller)
    with pytest.raises(LinkClosed):  # the first ended as the second was made
        take_tie(first, by=make_user())
    person = make_user("Aminah")
    take_tie(second, by=person)
    take_tie(second, by=person)
    for another in (take_tie, lambda tie, by: join_by_tie(tie, name="X", password=PASSWORD)):
        with pytest.raises(LinkClosed):
            another(second, by=make_user())
    with pytest.raises(TiedAlready):
        make_tie(saver, capacity="self", request_id=uuid4(), by=teller)
    end_tie(second, by=teller)
    end_tie(second, by=make_user())
    ended = tie_now(saver, teller)
    assert (ended.ended_by, ended.person) == (teller, person)
    assert seen_by(person, koppontren) == []


def test_a_key_is_one_link_for_one_person_as_one(
    koppontren: Koppontren, teller: User, saver: Member
) -> None:
    key, child = uuid4(), child_in(koppontren, teller, nik="")
    made = make_tie(child, capacity="self", request_id=key, by=teller)
    for member, capacity in ((saver, "self"), (child, "guardian")):
        with pytest.raises(MemberRequestReused, match=child.number):
            make_tie(member, capacity=capacity, request_id=key, by=teller)
    assert make_tie(child, capacity="self", request_id=key, by=teller) == made


def test_who_gets_no_link(koppontren: Koppontren, teller: User, saver: Member) -> None:
    with pytest.raises(NoGuardian):
        make_tie(saver, capacity="guardian", request_id=uuid4(), by=teller)
    tie = make_tie(
        child_in(koppontren, teller, nik=""), capacity="self", request_id=uuid4(), by=teller
    )
    with pytest.raises(NoNumber):
        join_by_tie(tie, name="Anak", password=PASSWORD)
    record_death(saver, died_on=timezone.localdate(), by=teller)
    with pytest.raises(NotHereAnyMore):
        make_tie(saver, capacity="self", request_id=uuid4(), by=teller)


def test_a_guardian_sees_own_children_until_they_are_grown(
    koppontren: Koppontren, teller: User, tied: Tied
) -> None:
    first = child_in(koppontren, teller)
    second = child_in(koppontren, teller, days=6560, name="Kakak Contoh", nik="")
    child_in(koppontren, teller, name="Anak Orang", nik="")
    mother = tied(first, "guardian")
    tied(second, "guardian", mother)
    assert seen_by(mother, koppontren) == ["Anak Contoh", "Kakak Contoh"]

    enter(koppontren)
    grown = timezone.localdate() - timedelta(days=6600)
    Member.objects.filter(pk=second.pk).update(birth_date=grown)
    assert seen_by(mother, koppontren) == ["Anak Contoh"]


def test_another_guardian_needs_a_link_of_their_own(
    koppontren: Koppontren, teller: User, tied: Tied
) -> None:
    child = child_in(koppontren, teller)
    mother = tied(child, "guardian")
    facts = Facts(
        birth_date=child.birth_date, guardian_name="Paman Contoh", guardian_relation="guardian"
    )
    enter(koppontren)
    change_member(child, name=child.name, phone="", facts=facts, seen=seen_of(child), by=teller)
    assert seen_by(mother, koppontren) == []
    assert tie_now(child, teller).ended_by is None


def test_leaving_and_death_end_it(
    koppontren: Koppontren, teller: User, saver: Member, stranger: Member, tied: Tied
) -> None:
    persons = [tied(saver), tied(stranger)]
    enter(koppontren)
    total = settlement_of(saver).total
    settle_leaving(saver, shown=total, request_id=uuid4(), by=teller)
    record_death(again(stranger), died_on=timezone.localdate(), by=teller)
    for person, member in zip(persons, (saver, stranger), strict=True):
        assert tie_now(member, teller).ended_at is not None
        assert seen_by(person, koppontren) == []


def test_the_database_keeps_ties_as_they_were_made(
    koppontren: Koppontren, teller: User, saver: Member, tied: Tied
) -> None:
    person = tied(saver)
    tie = tie_now(saver, teller)
    rows = MemberTie.objects.filter(pk=tie.pk)
    for change in ({"person": teller}, {"called": "X"}, {"capacity": "guardian"}):
        with pytest.raises(IntegrityError, match="taken once"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.delete()
    fields = {"koppontren": koppontren, "made_by": teller, "expires_at": timezone.now()}
    with pytest.raises(IntegrityError, match="nobody sees"), transaction.atomic():
        MemberTie.objects.create(
            member=saver, capacity="guardian", number=uuid4(), called="X", **fields
        )
    end_tie(tie, by=teller)
    with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
        rows.update(ended_at=None)
    waits = make_tie(saver, capacity="self", request_id=uuid4(), by=teller)
    read_as(person)
    set_local("klinik.koppontren", "0")
    assert not MemberTie.objects.filter(pk=waits.pk).exists()  # seen with the link alone
    with connection.cursor() as cursor:
        cursor.execute("SELECT members_sees_own(%s)", [person.pk])
        assert cursor.fetchone() == (False,)
