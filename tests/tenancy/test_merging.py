"""Two records of one pesantren become one: nothing is lost, nobody goes round the door."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone

from klinik.clinic.cases.commands import follow_case
from klinik.clinic.cases.models import Audience, Case, Follower
from klinik.clinic.sessions.models import (
    AgendaItem,
    AttendanceMark,
    Recommendation,
    Registration,
    RoomEvent,
    Session,
)
from klinik.clinic.stories.models import Story
from klinik.core.database import set_local
from klinik.directory.commands import ask_pesantren
from klinik.directory.merging import rules
from klinik.directory.merging.commands import merge_pesantren, say_not_twins
from klinik.directory.merging.queries import belongings
from klinik.directory.models import (
    ContactPerson,
    Cover,
    Merger,
    NotTwins,
    Pesantren,
    Product,
    Reading,
    SearchEntry,
)
from klinik.directory.queries import found_pesantren
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Invitation, Koppontren, Membership, Proposal
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene

TODAY = timezone.localdate


@pytest.fixture
def coordinator(db: None) -> User:
    person = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    read_as(person)
    return person


@pytest.fixture
def kept(coordinator: User) -> Pesantren:
    return world.make_pesantren("nurul-huda")


@pytest.fixture
def gone(coordinator: User) -> Pesantren:
    return world.make_pesantren("nurulhuda")


def merge(kept: Pesantren, gone: Pesantren, **other: Any) -> Merger:
    said: dict[str, Any] = {
        "versions": (Pesantren.objects.get(pk=kept.pk).version, gone.version),
        "taken": [],
        "office": "Sekretariat",
        "request_id": uuid4(),
    }
    return merge_pesantren(kept, gone, **said | other)


def now(pesantren: Pesantren) -> Pesantren:
    return Pesantren.objects.get(pk=pesantren.pk)


# One row of every table that points at a pesantren, by the table's name.


def a_reading(place: Pesantren) -> Reading:
    return Reading.objects.create(
        pesantren=place,
        indicator=world.make_indicator("santri-aktif", unit="orang"),
        value=5,
        unit="orang",
        on=TODAY(),
        origin=Reading.Origin.DOCUMENT,
        source="Laporan",
        is_simulated=True,
    )


def a_product(place: Pesantren, name: str = "Kopi") -> Product:
    return Product.objects.create(
        pesantren=place, name=name, sector="minuman", category="x", is_simulated=True
    )


def a_cover(place: Pesantren, name: str = "a") -> Cover:
    return Cover.objects.create(
        pesantren=place,
        large=f"photos/{name}.webp",
        small=f"photos/{name}-s.webp",
        width=10,
        height=10,
        alt="Gerbang",
    )


def a_contact(place: Pesantren) -> ContactPerson:
    said = {"name": "Bu Contoh", "phone": "6281234567890"}
    return ContactPerson.objects.create(pesantren=place, **said)


def a_check(place: Pesantren) -> Any:
    by = Membership.objects.filter(role=Role.SECRETARIAT).first()
    assert by is not None
    ask_pesantren(place, note="Benar?", office="x", request_id=uuid4(), by=by.user)
    return place.checks.get()


def a_role(place: Pesantren) -> Membership:
    return Membership.objects.create(user=world.make_user(), role=Role.ASSISTANT, pesantren=place)


def an_invitation(place: Pesantren) -> Invitation:
    return Invitation.objects.create(
        name="Pak Contoh",
        email="pak@contoh.example",
        role=Role.ASSISTANT,
        pesantren=place,
        invited_by=world.make_user(),
        expires_at=timezone.now() + timedelta(days=7),
    )


def a_proposal(place: Pesantren) -> Proposal:
    return Proposal.objects.create(pesantren=place, content={}, proposed_by=world.make_user())


def a_koppontren(place: Pesantren) -> Koppontren:
    return world.make_koppontren(place.slug, pesantren=place)


def a_case(place: Pesantren, **other: Any) -> Case:
    manager = world.make_member_of(place, Role.ASSISTANT)
    reader = connection.cursor().execute("SELECT current_setting('klinik.reader')").fetchone()
    scene = Scene(
        pesantren=place,
        koppontren=Koppontren(),
        office=world.make_office("pemasaran"),
        indicator=world.make_indicator("days", unit="hari"),
        manager=manager,
        officer=manager,
    )
    case = scene.opened(**other)
    set_local("klinik.reader", str(reader[0] if reader else ""))
    return case


def a_follower(place: Pesantren) -> Follower:
    case = a_case(world.make_pesantren("darul-falah"), audience=Audience.NETWORK)
    reader = connection.cursor().execute("SELECT current_setting('klinik.reader')").fetchone()
    by = world.make_member_of(place, Role.ASSISTANT, name="Pendamping")
    read_as(by)
    row = follow_case(case, pesantren=place, by=by)
    set_local("klinik.reader", str(reader[0] if reader else ""))
    return row


def a_story(place: Pesantren) -> Story:
    figure = a_reading(place)
    return Story.objects.create(
        slug="kopi", title="Kopi", pesantren=place, summary="x", before=figure, after=figure
    )


def a_session() -> Session:
    starts_at = timezone.now() - timedelta(hours=1)
    return Session.objects.create(
        slug="sesi",
        theme="Sesi",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        announced_at=starts_at,
        made_by=world.make_user(),
        request_id=uuid4(),
    )


def a_registration(place: Pesantren) -> Registration:
    session = a_session()
    return Registration.objects.create(
        session=session, pesantren=place, registered_at=session.starts_at, by=session.made_by
    )


def an_attendance(place: Pesantren) -> AttendanceMark:
    session = a_session()
    return AttendanceMark.objects.create(
        session=session, pesantren=place, source="roll_call", by=session.made_by
    )


def an_agenda_item(place: Pesantren) -> AgendaItem:
    return AgendaItem.objects.create(
        session=a_session(), order=1, kind="story", title="Kisah", minutes=20, pesantren=place
    )


def a_room_event(place: Pesantren) -> RoomEvent:
    session = a_session()
    by = world.make_member_of(place, Role.ASSISTANT)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('klinik.reader')")
        reader = cursor.fetchone()[0]
    read_as(by)
    Registration.objects.create(
        session=session, pesantren=place, registered_at=session.starts_at, by=by
    )
    row = RoomEvent.objects.create(
        session=session, pesantren=place, kind="asked", payload={"text": "x"}, by=by
    )
    set_local("klinik.reader", reader)
    return row


def a_recommendation(place: Pesantren) -> Recommendation:
    session = a_session()
    today = timezone.localdate()
    return Recommendation.objects.create(
        session=session,
        pesantren=place,
        office=world.make_office("produksi"),
        text="x",
        due_on=today,
        review_on=today,
        by=session.made_by,
    )


def a_merger(place: Pesantren) -> Merger:
    return merge(place, world.make_pesantren("nurul-huda-lama"))


def a_pair(place: Pesantren) -> NotTwins:
    other = world.make_pesantren("nurul-hidayah")
    by = world.make_user()
    return NotTwins.objects.create(one=place, other=other, by=by, by_office="x")


def another_pair(place: Pesantren) -> NotTwins:
    other = world.make_pesantren("nurul-hidayah")
    by = world.make_user()
    return NotTwins.objects.create(one=other, other=place, by=by, by_office="x")


PLANTED: dict[tuple[str, str], Callable[[Pesantren], Any]] = {
    ("cases_case", "pesantren_id"): a_case,
    ("cases_follower", "pesantren_id"): a_follower,
    ("directory_contactperson", "pesantren_id"): a_contact,
    ("directory_cover", "pesantren_id"): a_cover,
    ("directory_factcheck", "pesantren_id"): a_check,
    ("directory_merger", "kept_id"): a_merger,
    ("directory_nottwins", "one_id"): a_pair,
    ("directory_nottwins", "other_id"): another_pair,
    ("directory_product", "pesantren_id"): a_product,
    ("directory_reading", "pesantren_id"): a_reading,
    ("panels_agendaitem", "pesantren_id"): an_agenda_item,
    ("panels_attendancemark", "pesantren_id"): an_attendance,
    ("panels_recommendation", "pesantren_id"): a_recommendation,
    ("panels_registration", "pesantren_id"): a_registration,
    ("panels_roomevent", "pesantren_id"): a_room_event,
    ("stories_story", "pesantren_id"): a_story,
    ("tenancy_invitation", "pesantren_id"): an_invitation,
    ("tenancy_koppontren", "pesantren_id"): a_koppontren,
    ("tenancy_membership", "pesantren_id"): a_role,
    ("tenancy_proposal", "pesantren_id"): a_proposal,
}
# Written anew from the record that stays, by triggers.
WORKED_OUT = {("directory_searchentry", "pesantren_id")}


def pointers() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT place::text, pointer FROM directory_points_at_pesantren()")
        return set(cursor.fetchall())


def test_every_table_that_points_at_a_pesantren_is_tried_below(db: None) -> None:
    assert pointers() == set(PLANTED) | WORKED_OUT, "plant a row of the new table above"


@pytest.mark.parametrize(("table", "column"), sorted(PLANTED))
def test_a_row_of_every_table_moves_along(
    table: str, column: str, kept: Pesantren, gone: Pesantren
) -> None:
    row = PLANTED[table, column](gone)

    merger = merge(kept, now(gone))

    assert merger.moved.get(table) == 1
    with connections["default"].cursor() as cursor:
        key = "pesantren_id" if table in {"directory_cover", "directory_contactperson"} else "id"
        number = kept.pk if key == "pesantren_id" else row.pk
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [number])
        assert cursor.fetchall() == [(kept.pk,)]
    assert not Pesantren.objects.filter(pk=gone.pk).exists()


def test_a_walled_table_that_points_here_lets_a_merger_through(db: None) -> None:
    """Where it did not, the merger would fail; this says so before anybody merges."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT d.place::text FROM directory_points_at_pesantren() d"
            " JOIN pg_class c ON c.oid = d.place WHERE c.relrowsecurity AND NOT EXISTS"
            " (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'merging')"
        )
        assert cursor.fetchall() == [], "add MovedByMerging to a migration of this table"


def test_facts_are_chosen_one_by_one_and_bring_their_source(coordinator: User) -> None:
    where = world.make_region()
    common: dict[str, Any] = {"region": where, "is_simulated": False}
    kept = Pesantren.objects.create(
        slug="satu", name="Satu", source="Daftar A", nspp="510035240001", santri=10,
        santri_on=date(2025, 1, 1), santri_source="Satu sendiri", district="Babat", **common
    )  # fmt: skip
    gone = Pesantren.objects.create(
        slug="dua", name="Dua", source="Daftar B", nspp="510035240002", phone="628123456789",
        santri=20, santri_on=date(2026, 1, 1), latitude="-7.1", longitude="112.4",
        pillars=["santripreneur"], district="Brondong", about="Tentang",
        sources={"phone": {"source": "Brosur", "on": "2026-02-01"}}, **common
    )  # fmt: skip

    merge(kept, gone, taken=["nspp", "phone", "santri", "point", "pillars", "about"])

    row = now(kept)
    assert (row.slug, row.name, row.district, row.nspp) == ("satu", "Satu", "Babat", "510035240002")
    assert (row.santri, row.santri_on, row.santri_source) == (20, date(2026, 1, 1), "Daftar B")
    assert (str(row.latitude), row.pillars, row.about) == (
        "-7.100000",
        ["santripreneur"],
        "Tentang",
    )
    assert {field: row.source_of(field) for field in ("district", "nspp", "phone", "pillars")} == {
        "district": "Daftar A",
        "nspp": "Daftar B",
        "phone": "Brosur",
        "pillars": "Daftar B",
    }


def test_what_is_there_once_stays_as_chosen(kept: Pesantren, gone: Pesantren) -> None:
    for place, name in ((kept, "Bu Siti"), (gone, "Pak Ahmad")):
        ContactPerson.objects.create(pesantren=place, name=name)
        a_cover(place, place.slug)

    merge(kept, gone, taken=["contact"])

    assert [(row.name, row.pesantren_id) for row in ContactPerson.objects.all()] == [
        ("Pak Ahmad", kept.pk)
    ]
    assert [(str(row.large), row.pesantren_id) for row in Cover.objects.all()] == [
        ("photos/nurul-huda.webp", kept.pk)
    ]
    assert SearchEntry.objects.filter(pesantren=kept).count() == 1


def test_a_product_of_both_is_offered_once(kept: Pesantren, gone: Pesantren) -> None:
    ours, theirs, other = a_product(kept), a_product(gone), a_product(gone, "Roti")

    merge(kept, gone, put_away=[ours.pk])

    rows = {row.pk: (row.name, row.retired_at is None) for row in kept.products.all()}
    assert rows == {
        ours.pk: ("Kopi (2)", False),
        theirs.pk: ("Kopi", True),
        other.pk: ("Roti", True),
    }


def test_a_product_of_both_may_stay_twice(kept: Pesantren, gone: Pesantren) -> None:
    ours, theirs = a_product(kept), a_product(gone)
    a_product(kept, "Kopi (2)")

    merge(kept, gone)

    names = dict(kept.products.on_offer().values_list("pk", "name"))
    assert (names[ours.pk], names[theirs.pk]) == ("Kopi", "Kopi (3)")


def test_the_same_role_in_both_goes_on_once(kept: Pesantren, gone: Pesantren) -> None:
    person = world.make_member_of(kept, Role.ASSISTANT)
    begun = TODAY() - timedelta(days=9)
    Membership.objects.create(user=person, role=Role.ASSISTANT, pesantren=gone, started_on=begun)

    merge(kept, gone)

    rows = Membership.objects.filter(user=person, pesantren=kept).order_by("pk")
    assert [row.ended_on for row in rows] == [None, TODAY() - timedelta(days=1)]
    assert rows.running().count() == 1


def test_a_pair_known_as_two_of_both_is_known_once(kept: Pesantren, gone: Pesantren) -> None:
    third = world.make_pesantren("nurul-hidayah")
    by = world.make_user()
    for one, other in ((kept, third), (third, gone), (kept, gone)):
        say_not_twins(one, other, office="x", by=by)

    merge(kept, gone)

    pairs = [{row.one_id, row.other_id} for row in NotTwins.objects.all()]
    assert pairs == [{kept.pk, third.pk}]


def test_search_and_counts_know_one(kept: Pesantren, gone: Pesantren) -> None:
    a_product(gone, "Keripik Tempe")

    merge(kept, gone)

    assert [row.slug for row in found_pesantren(text="nurul huda")] == ["nurul-huda"]
    assert [row.slug for row in found_pesantren(text="tempe")] == ["nurul-huda"]
    assert found_pesantren().count() == 1


def test_old_addresses_follow_from_merger_to_merger(kept: Pesantren, gone: Pesantren) -> None:
    first = merge(gone, world.make_pesantren("lama"))

    merge(kept, now(gone))

    first.refresh_from_db()
    assert dict(Merger.objects.values_list("slug", "kept__slug")) == {
        "lama": "nurul-huda",
        "nurulhuda": "nurul-huda",
    }


def test_the_same_request_again_is_the_same_merger(kept: Pesantren, gone: Pesantren) -> None:
    key = uuid4()
    first = merge(kept, gone, request_id=key)

    assert merge(kept, gone, request_id=key) == first
    with pytest.raises(rules.MergerReused):
        merge(kept, world.make_pesantren("lain"), request_id=key)


def test_a_merger_says_who_when_and_what(
    kept: Pesantren, gone: Pesantren, coordinator: User
) -> None:
    merger = merge(kept, gone, taken=["name", "district"])

    assert (merger.by, merger.by_office, merger.taken) == (
        coordinator,
        "Sekretariat",
        ["name", "district"],
    )
    assert (merger.gone, merger.slug, merger.name) == (gone.pk, "nurulhuda", gone.name)
    assert merger.facts["version"] == gone.version
    assert now(kept).name == gone.name


# What is refused, with both records as they were.


def changed(kept: Pesantren, gone: Pesantren) -> None:
    Pesantren.objects.filter(pk=gone.pk).update(district="Babat")


def real(kept: Pesantren, gone: Pesantren) -> None:
    Pesantren.objects.filter(pk=gone.pk).update(is_simulated=False, source="Daftar")
    gone.version = now(gone).version


def two_koppontren(kept: Pesantren, gone: Pesantren) -> None:
    a_koppontren(kept)
    a_koppontren(gone)


def two_proposals(kept: Pesantren, gone: Pesantren) -> None:
    a_proposal(kept)
    a_proposal(gone)


def a_proposal_beside_a_koppontren(kept: Pesantren, gone: Pesantren) -> None:
    a_koppontren(kept)
    a_proposal(gone)


@pytest.mark.parametrize(
    ("arrange", "refusal"),
    [
        (changed, rules.ChangedUnderneath),
        (real, rules.RealAndSimulated),
        (two_koppontren, rules.TwoKoppontren),
        (two_proposals, rules.ProposalWaits),
        (a_proposal_beside_a_koppontren, rules.ProposalWaits),
    ],
)
def test_what_is_refused_changes_nothing(
    arrange: Callable[[Pesantren, Pesantren], None],
    refusal: type[rules.NotMerged],
    kept: Pesantren,
    gone: Pesantren,
) -> None:
    arrange(kept, gone)

    with pytest.raises(refusal):
        merge(kept, gone)

    assert Pesantren.objects.count() == 2
    assert Merger.objects.count() == 0


def test_one_record_is_not_two_and_one_that_went_is_gone(kept: Pesantren, gone: Pesantren) -> None:
    with pytest.raises(rules.SameOneTwice):
        merge(kept, kept)
    with pytest.raises(rules.UnknownFact):
        merge(kept, gone, taken=["slug"])
    merge(kept, gone)
    with pytest.raises(rules.AlreadyMerged):
        merge(kept, gone)


def test_only_the_secretariat_and_officers_of_the_regency_of_both_merge(db: None) -> None:
    here, there = world.make_region(), world.make_region("3509", "Jember")
    a, b = (world.make_pesantren(slug, region=here) for slug in ("a", "b"))
    far = world.make_pesantren("c", region=there)
    lamongan = world.make_office("lamongan", region=here)
    jember = world.make_office("jember", region=there)
    province = world.make_office("sekretariat")
    ended = world.make_member_of(lamongan, Role.OFFICER)
    Membership.objects.filter(user=ended).update(
        started_on=TODAY() - timedelta(days=9), ended_on=TODAY() - timedelta(days=1)
    )
    both = world.make_member_of(lamongan, Role.OFFICER)
    Membership.objects.create(user=both, role=Role.OFFICER, office=jember)
    may: dict[User, tuple[bool, bool]] = {
        world.make_member_of(province, Role.SECRETARIAT): (True, True),
        world.make_member_of(province, Role.ADMINISTRATOR): (True, True),
        world.make_member_of(province, Role.OFFICER): (False, False),
        world.make_member_of(lamongan, Role.OFFICER): (True, False),
        world.make_member_of(jember, Role.OFFICER): (False, False),
        world.make_member_of(lamongan, Role.MENTOR): (False, False),
        world.make_member_of(a, Role.ASSISTANT): (False, False),
        both: (True, True),
        ended: (False, False),
    }
    for person, expected in may.items():
        read_as(person)
        got = []
        for other in (b, far):
            try:
                with transaction.atomic():
                    merge(a, other)
                    transaction.set_rollback(True)
            except DatabaseError as error:
                got.append("joins no records" not in str(error))
            else:
                got.append(True)
        assert tuple(got) == expected, person.name


# Round the door.


def test_nobody_writes_a_merger_by_hand(kept: Pesantren, gone: Pesantren) -> None:
    merger = merge(kept, gone)
    for statement in (
        "UPDATE directory_merger SET slug = 'x'",
        "DELETE FROM directory_merger",
        "INSERT INTO directory_merger (kept_id, gone, slug, name, facts, taken, moved, at, by_id,"
        " by_office, request_id) SELECT kept_id, 1, 'x', name, facts, taken, moved, at, by_id,"
        f" by_office, '{UUID(int=1)}' FROM directory_merger",
    ):
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Merger.objects.get() == merger


def test_the_setting_of_a_merger_opens_nothing_to_the_application(
    kept: Pesantren, gone: Pesantren
) -> None:
    reading, case = a_reading(gone), a_case(gone)
    set_local("klinik.merging", "on")

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Reading.objects.filter(pk=reading.pk).update(pesantren=kept)
    with pytest.raises(IntegrityError, match="only by what is recorded"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(pesantren=kept)
    read_as(None)
    assert (Reading.objects.count(), Case.objects.count()) == (0, 0)


def test_the_setting_ends_with_the_function(kept: Pesantren, gone: Pesantren) -> None:
    merge(kept, gone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('klinik.merging', true), directory_is_merging()")
        assert cursor.fetchone() in [("", False), (None, False)]


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_stays_behind_the_walls_unless_merging() -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for said in ("", "on"):
            cursor.execute("SELECT set_config('klinik.merging', %s, true)", [said])
            cursor.execute("SELECT directory_is_merging()")
            assert cursor.fetchone() == (said == "on",)


def test_a_merger_moves_a_reading_and_changes_nothing_else_of_it(
    kept: Pesantren, gone: Pesantren
) -> None:
    reading = a_reading(gone)
    before = Reading.objects.filter(pk=reading.pk).values().get()

    merge(kept, gone)

    after = Reading.objects.filter(pk=reading.pk).values().get()
    assert after == before | {"pesantren_id": kept.pk}


def test_numbers_of_what_belongs_to_each_are_for_those_who_merge(
    kept: Pesantren, gone: Pesantren
) -> None:
    an_invitation(gone)
    a_product(kept)
    counted = {table: pair for table, pair in belongings(kept, gone).items() if any(pair)}
    assert counted == {
        "directory_product": (1, 0),
        "directory_searchentry": (1, 1),
        "tenancy_invitation": (0, 1),
    }
    read_as(world.make_user())
    with pytest.raises(DatabaseError, match="joins no records"), transaction.atomic():
        belongings(kept, gone)
