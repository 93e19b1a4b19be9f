"""The register: numbers in order, one member for one request."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from klinik.finance.members.commands import register_member
from klinik.finance.members.models import Member
from klinik.finance.members.queries import find_members
from klinik.finance.members.rules import MemberRequestReused, UnreadableName
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.world import make_koppontren


def join(koppontren: Koppontren, name: str) -> Member:
    return register_member(koppontren, name=name, request_id=uuid4())


def test_members_are_numbered_in_the_order_they_come(koppontren: Koppontren) -> None:
    assert [join(koppontren, name).number for name in ("Zainab", "Ahmad")] == ["A-0001", "A-0002"]


def test_a_refused_name_leaves_no_gap(koppontren: Koppontren) -> None:
    join(koppontren, "Zainab")
    with pytest.raises(UnreadableName):
        join(koppontren, " ")

    assert join(koppontren, "Ahmad").number == "A-0002"


def test_the_same_request_is_the_same_member(koppontren: Koppontren) -> None:
    key = uuid4()
    first = register_member(koppontren, name="Siti", phone="0812 3456 789", request_id=key)
    again = register_member(koppontren, name=" Siti ", phone="+62812 3456 789", request_id=key)

    assert again == first
    assert Member.objects.of(koppontren).count() == 1


def test_the_same_request_for_somebody_else_is_refused(koppontren: Koppontren) -> None:
    key = uuid4()
    register_member(koppontren, name="Siti", request_id=key)
    with pytest.raises(MemberRequestReused, match="A-0001"):
        register_member(koppontren, name="Aminah", request_id=key)

    assert Member.objects.of(koppontren).count() == 1


def test_each_cooperative_counts_for_itself(koppontren: Koppontren) -> None:
    key = uuid4()
    register_member(koppontren, name="Siti", request_id=key)
    neighbour = make_koppontren("an-nur")
    enter(neighbour)

    assert register_member(neighbour, name="Aminah", request_id=key).number == "A-0001"
    assert [str(member) for member in Member.objects.all()] == ["Aminah"]


def test_the_database_keeps_a_member_out_of_another_tenant(koppontren: Koppontren) -> None:
    member = join(koppontren, "Siti")
    enter(make_koppontren("an-nur"))

    assert Member.objects.filter(pk=member.pk).update(name="Stolen") == 0
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Member.objects.create(
            koppontren=koppontren,
            number="A-9999",
            name="Smuggled",
            joined_on=member.joined_on,
            request_id=uuid4(),
        )


def test_the_database_refuses_a_number_twice(koppontren: Koppontren) -> None:
    member = join(koppontren, "Siti")
    with pytest.raises(IntegrityError, match="member_number_once"), transaction.atomic():
        Member.objects.create(
            koppontren=koppontren,
            number=member.number,
            name="Twin",
            joined_on=member.joined_on,
            request_id=uuid4(),
        )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Ahmad Zaini", "Siti Zainab"]),
        ("zai", ["Ahmad Zaini", "Siti Zainab"]),
        ("zaini AHM", ["Ahmad Zaini"]),
        ("a-0002", ["Ahmad Zaini"]),
        ("0001", ["Siti Zainab"]),
        ("%", []),
        ("_", []),
        ("محمد", []),
        ("\0", ["Ahmad Zaini", "Siti Zainab"]),
        ("x" * 10_000, []),
    ],
)
def test_members_are_found_by_words_of_name_and_number(
    koppontren: Koppontren, typed: str, found: list[str]
) -> None:
    join(koppontren, "Siti Zainab")
    join(koppontren, "Ahmad Zaini")

    assert [member.name for member in find_members(koppontren, typed)] == found
