"""A cooperative with two savers: one whom somebody sees as their own, and one who is a stranger."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from klinik.finance.ledger.days import today_in
from klinik.finance.members.commands import change_member, register_member
from klinik.finance.members.models import Member, MemberTie
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import Facts
from klinik.finance.members.ties.commands import make_tie, take_tie
from klinik.finance.members.ties.queries import ties_of
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.counter import make_cooperative, make_saver, make_teller
from tests.world import make_user

NIK = "3524015708900001"
Tied = Callable[..., User]


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def saver(koppontren: Koppontren, teller: User) -> Member:
    """A-0001, who paid joining, with all her data."""
    saver = make_saver(koppontren, teller)
    facts = Facts(nik=NIK, address="Jl. Contoh 1")
    phone, seen = "081234567890", seen_of(saver)
    change_member(saver, name="Aminah Contoh", phone=phone, facts=facts, seen=seen, by=teller)
    return again(saver)


@pytest.fixture
def stranger(koppontren: Koppontren, teller: User, saver: Member) -> Member:
    """A-0002, who paid joining."""
    return make_saver(koppontren, teller, name="Orang Lain")


@pytest.fixture
def tied(teller: User) -> Tied:
    """Tie somebody to a member, as the member or as a guardian."""

    def tie(member: Member, capacity: str = "self", person: User | None = None) -> User:
        enter(member.koppontren)
        made = make_tie(member, capacity=capacity, request_id=uuid4(), by=teller)
        person = person or make_user(made.called)
        take_tie(made, by=person)
        return person

    return tie


def again(member: Member) -> Member:
    """The member as the database has them now."""
    return Member.objects.select_related("koppontren").get(pk=member.pk)


def tie_now(member: Member, by: User) -> MemberTie:
    """The newest tie of a member."""
    enter(member.koppontren)
    read_as(by)
    return ties_of(member)[0]


def child_in(koppontren: Koppontren, by: User, *, days: int = 3650, **said: Any) -> Member:
    """A child of so many days, whose mother agreed."""
    today = today_in(koppontren)
    facts = Facts(
        nik=said.get("nik", NIK),
        birth_date=today - timedelta(days=days),
        guardian_name="Ibu Contoh",
        guardian_relation="mother",
        guardian_phone="081200000001",
        consented_on=today,
    )
    name = said.get("name", "Anak Contoh")
    child = register_member(koppontren, name=name, phone="", facts=facts, request_id=uuid4(), by=by)
    return again(child)
