"""Two officers merge at the same moment, or somebody writes while an officer merges."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client

from klinik.directory.commands import describe_pesantren
from klinik.directory.merging.commands import merge_pesantren
from klinik.directory.merging.rules import AlreadyMerged, ChangedUnderneath, NotMerged
from klinik.directory.models import Merger, Pesantren
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


def at_once(*acts: Callable[[], str]) -> list[str]:
    """What each of these says, all begun at the same moment."""

    def alone(act: Callable[[], str]) -> str:
        try:
            with transaction.atomic():
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


@pytest.fixture
def officer() -> User:
    return world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)


@pytest.fixture
def pair() -> tuple[Pesantren, Pesantren]:
    return world.make_pesantren("nurul-huda"), world.make_pesantren("nurulhuda")


def merge(kept: Pesantren, gone: Pesantren, by: User, **other: Any) -> str:
    said: dict[str, Any] = {
        "versions": (1, 1),
        "taken": ["name"],
        "office": "Sekretariat",
        "request_id": uuid4(),
    }
    read_as(by)
    try:
        merge_pesantren(kept, gone, **said | other)
    except NotMerged as refusal:
        return type(refusal).__name__
    return "merged"


def test_many_who_merge_the_same_two_merge_them_once(
    officer: User, pair: tuple[Pesantren, Pesantren]
) -> None:
    one, other = pair
    ways = [(one, other), (other, one)] * (TIMES // 2)

    said = at_once(*(lambda k=kept, g=gone: merge(k, g, officer) for kept, gone in ways))

    assert sorted(said) == [AlreadyMerged.__name__] * (TIMES - 1) + ["merged"]
    assert (Pesantren.objects.count(), Merger.objects.count()) == (1, 1)


def test_one_request_sent_many_times_at_once_is_one_merger(
    officer: User, pair: tuple[Pesantren, Pesantren]
) -> None:
    key = uuid4()

    said = at_once(*[lambda: merge(*pair, officer, request_id=key)] * TIMES)

    assert said == ["merged"] * TIMES
    assert Merger.objects.count() == 1


def test_three_records_merged_in_a_ring_leave_one_way_open(officer: User) -> None:
    a, b, c = (world.make_pesantren(slug) for slug in "abc")

    said = at_once(
        lambda: merge(a, b, officer), lambda: merge(b, c, officer), lambda: merge(c, a, officer)
    )

    assert said.count("merged") >= 1
    assert Pesantren.objects.count() == 3 - said.count("merged")
    left = set(Pesantren.objects.values_list("pk", flat=True))
    assert set(Merger.objects.values_list("kept_id", flat=True)) <= left


def test_an_edit_before_the_merger_is_seen_and_one_behind_it_is_refused(
    officer: User, pair: tuple[Pesantren, Pesantren]
) -> None:
    one, other = pair

    def edit() -> str:
        try:
            describe_pesantren(other, version=1, source="Daftar", district="Babat")
        except Pesantren.DoesNotExist:
            return "gone"
        return "edited"

    said = at_once(edit, lambda: merge(one, other, officer))

    assert said in (["edited", ChangedUnderneath.__name__], ["gone", "merged"])
    assert Pesantren.objects.count() == (2 if said[0] == "edited" else 1)


def test_what_is_written_while_an_officer_merges_is_not_lost_in_silence(
    officer: User, pair: tuple[Pesantren, Pesantren]
) -> None:
    """A row for the record that goes, not yet committed when the merger is done, is refused."""
    one, other = pair

    def write_slowly() -> None:
        with transaction.atomic():
            Membership.objects.create(user=officer, role=Role.ASSISTANT, pesantren=other)
            assert at_once(lambda: merge(one, other, officer)) == ["merged"]

    with pytest.raises(IntegrityError, match="foreign key"):
        write_slowly()

    assert not Membership.objects.filter(role=Role.ASSISTANT).exists()
    assert Merger.objects.count() == 1


def test_whoever_was_writing_is_told_where_to_go(
    officer: User,
    pair: tuple[Pesantren, Pesantren],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page found the record, and before it could write the record was merged."""
    one, other = pair
    world.make_sectors()
    client.force_login(officer)
    from klinik.tenancy.upkeep.views import describe

    def merged_first(*arguments: Any, **facts: Any) -> Any:
        assert at_once(lambda: merge(one, other, officer)) == ["merged"]
        return describe_pesantren(*arguments, **facts)

    monkeypatch.setattr(describe, "describe_pesantren", merged_first)
    section = client.get("/pesantren/nurulhuda/ubah/").context["sections"][0]
    form = {field.html_name: field.value() or "" for field in section}
    form |= {"section": section.section, "district": "Babat", "source": "Daftar"}
    answer = client.post("/pesantren/nurulhuda/ubah/", form)

    assert (answer.status_code, answer["Location"]) == (302, "/pesantren/nurul-huda/")
    assert "belum tersimpan" in client.get(answer["Location"]).content.decode()
    assert Pesantren.objects.get().district == ""
