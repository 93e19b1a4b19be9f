"""Who sees a case, who may write it, and what the database refuses whoever asks."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases import urls
from klinik.clinic.cases.commands import answer_case, take_case
from klinik.clinic.cases.models import Activity, Audience, Case, CaseEvent, Enclosure, Stage
from klinik.core.database import set_local
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene, shown

Who = Callable[[Scene], User]
TABLES = ("cases_case", "cases_caseevent", "cases_activity")


def stranger(scene: Scene) -> User:
    """Signed in, and nothing anywhere."""
    return world.make_user()


def neighbour(scene: Scene) -> User:
    """The manager of another pesantren's cooperative."""
    return world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)


def former(scene: Scene) -> User:
    """Was manager here until yesterday."""
    user = world.make_member_of(scene.koppontren, Role.MANAGER)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=user).update(started_on=yesterday, ended_on=yesterday)
    return user


def own_cashier(scene: Scene) -> User:
    """Works in our shop; the cooperative's affairs are not theirs."""
    return world.make_member_of(scene.koppontren, Role.CASHIER)


def other_regency(scene: Scene) -> User:
    """An officer of a regency that we are not in."""
    region = world.make_region("3573", "Malang", "kota")
    return world.make_member_of(world.make_office("kota-malang", region=region), Role.OFFICER)


def own_regency(scene: Scene) -> User:
    """An officer of our regency."""
    region = scene.pesantren.region
    return world.make_member_of(world.make_office("lamongan", region=region), Role.OFFICER)


def other_office(scene: Scene) -> User:
    """An officer of the province who answers for another aspect."""
    return world.make_member_of(world.make_office("pelatihan"), Role.OFFICER)


def secretary(scene: Scene) -> User:
    """In the secretariat."""
    return world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)


def regency_secretary(scene: Scene) -> User:
    """In the secretariat of our regency: the province's sends cases from office to office."""
    region = scene.pesantren.region
    return world.make_member_of(world.make_office("lamongan", region=region), Role.SECRETARIAT)


def assistant(scene: Scene) -> User:
    """Speaks for the pesantren without a role in its cooperative."""
    return world.make_member_of(scene.pesantren, Role.ASSISTANT)


def supervisor(scene: Scene) -> User:
    """Reads our affairs and changes nothing."""
    return world.make_member_of(scene.koppontren, Role.SUPERVISOR)


NETWORK_ONLY: list[Who] = [neighbour, other_regency, own_cashier]
NOBODY: list[Who] = [stranger, former]
READERS: list[Who] = [own_regency, other_office, secretary, supervisor]


@pytest.mark.parametrize("who", [*NETWORK_ONLY, *NOBODY])
def test_a_case_for_the_offices_is_hidden_from_others(
    client: Client, scene: Scene, who: Who
) -> None:
    case, user = scene.planned(), who(scene)
    client.force_login(user)

    assert client.get(case.get_absolute_url()).status_code == 404
    assert case.title not in client.get(reverse("cases:list"), {"lihat": "semua"}).content.decode()
    read_as(user)
    assert [rows(table) for table in TABLES] == [0, 0, 0]


@pytest.mark.parametrize("who", [*NETWORK_ONLY, *READERS])
def test_an_open_case_is_shown_to_the_network(client: Client, scene: Scene, who: Who) -> None:
    case = scene.planned(audience=Audience.NETWORK)
    client.force_login(who(scene))

    assert client.get(case.get_absolute_url()).status_code == 200
    assert case.title in client.get(reverse("cases:list"), {"lihat": "semua"}).content.decode()


@pytest.mark.parametrize("who", NOBODY)
def test_the_network_is_those_who_hold_a_role(client: Client, scene: Scene, who: Who) -> None:
    case = scene.opened(audience=Audience.NETWORK)
    client.force_login(who(scene))

    assert client.get(case.get_absolute_url()).status_code == 404


def test_the_figures_of_an_open_case_stay_with_the_offices(client: Client, scene: Scene) -> None:
    case = scene.measured(audience=Audience.NETWORK)
    client.force_login(neighbour(scene))
    page = client.get(case.get_absolute_url())

    assert page.status_code == 200
    assert (page.context["before"], page.context["after"], page.context["others"]) == (
        None,
    ) * 2 + ([],)


@pytest.mark.parametrize("who", READERS)
def test_offices_and_overseers_read_what_is_for_the_offices(
    client: Client, scene: Scene, who: Who
) -> None:
    case = scene.opened()
    client.force_login(who(scene))

    assert client.get(case.get_absolute_url()).status_code == 200


def test_the_public_is_asked_to_sign_in(client: Client, scene: Scene) -> None:
    case = scene.opened(audience=Audience.NETWORK)

    answer = client.get(case.get_absolute_url())

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    read_as(None)
    assert rows("cases_case") == 0


# Every address of one case that is no step: what a reader opens.
PAGES = {"list", "new", "alike", "case", "file"}
# A partner's help has people of its own, see test_helping.py.
PAGES |= {"offer", "accept", "decline"}
# Who is asked by a referral answers it, see test_referring.py.
PAGES |= {"welcome", "refuse", "fulfil", "recall"}
# What is promised to everybody, set by the secretariat, see test_timing.py.
PAGES |= {"times", "day_off", "target"}
# Another pesantren has the obstacle too, see test_following.py.
PAGES |= {"follow", "leave"}
STEPS = {
    "take": lambda case: [case.number],
    "answer": lambda case: [case.number],
    "complete": lambda case: [case.number],
    "plan": lambda case: [case.number],
    "aim": lambda case: [case.number],
    "done": lambda case: [case.number, case.activities.get().pk],
    "move": lambda case: [case.number, case.activities.get().pk],
    "drop": lambda case: [case.number, case.activities.get().pk],
    "measure": lambda case: [case.number],
    "choose": lambda case: [case.number, case.baseline_id],
    "close": lambda case: [case.number],
    "withdraw": lambda case: [case.number],
    "reassign": lambda case: [case.number],
    "agree": lambda case: [case.number],
    "name": lambda case: [case.number],
    "widen": lambda case: [case.number],
    "assign": lambda case: [case.number],
    "triage": lambda case: [case.number],
    "refer": lambda case: [case.number],
}
PESANTRENS = {"answer", "complete", "done", "measure", "withdraw", "agree", "name", "widen"}
OFFICES = {"take", "answer", "plan", "done", "measure", "choose", "close"}
OFFICES |= {"aim", "assign", "complete", "refer", "reassign", "triage", "withdraw", "move", "drop"}
MATRIX: list[tuple[Who, set[str]]] = [
    (lambda scene: scene.manager, PESANTRENS),
    (assistant, PESANTRENS),
    (lambda scene: scene.officer, OFFICES),
    (secretary, {"assign", "reassign", "triage", "withdraw"}),
    (other_office, set()),
    (own_regency, set()),
    (regency_secretary, set()),
    (supervisor, set()),
]


def test_every_address_of_the_cases_is_tried_here() -> None:
    named = {pattern.name for pattern in urls.urlpatterns}

    assert named == PAGES | set(STEPS), "say here whose step the new address is"


def test_the_secretariat_of_another_regency_sends_no_case_of_the_network_away(
    client: Client, scene: Scene
) -> None:
    region = world.make_region("3573", "Malang", "kota")
    office = world.make_office("kota-malang", region=region)
    case = scene.planned(audience=Audience.NETWORK)
    client.force_login(world.make_member_of(office, Role.SECRETARIAT))

    given = client.post(reverse("cases:reassign", args=[case.number]), {})

    assert given.status_code == 403


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("who", "may"), MATRIX)
def test_each_step_belongs_to_somebody(
    client: Client, scene: Scene, who: Who, may: set[str], step: str
) -> None:
    case = scene.planned()
    url = reverse(f"cases:{step}", args=STEPS[step](case))
    client.force_login(who(scene))

    answer = client.post(url, {})

    # Nothing was typed: those who may are asked to, or the step happens.
    assert (answer.status_code != 403) == (step in may), answer.status_code
    assert answer.status_code in {302, 403, 422}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", [*NETWORK_ONLY, *NOBODY])
def test_a_step_of_a_hidden_case_is_not_there(
    client: Client, scene: Scene, who: Who, step: str
) -> None:
    url = reverse(f"cases:{step}", args=STEPS[step](scene.planned()))
    client.force_login(who(scene))

    assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)


@pytest.mark.parametrize("step", STEPS)
def test_who_comes_back_to_the_address_of_a_step_is_led_to_its_case(
    client: Client, scene: Scene, step: str
) -> None:
    case = scene.planned()
    url = reverse(f"cases:{step}", args=STEPS[step](case))
    client.force_login(supervisor(scene))

    answer = client.get(url)

    assert (answer.status_code, answer.headers["Location"]) == (302, case.get_absolute_url())
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("who", [*NETWORK_ONLY, *NOBODY])
def test_a_file_of_a_hidden_case_is_not_there(client: Client, scene: Scene, who: Who) -> None:
    case = scene.opened()
    answer_case(case, text="Nota", enclosures=[shown()], request_id=uuid4(), by=scene.manager)
    url = reverse("cases:file", args=[case.number, Enclosure.objects.get().pk])
    client.force_login(scene.officer)
    assert opened(client, url) == 200

    client.force_login(who(scene))
    assert opened(client, url) == 404


@pytest.mark.parametrize("who", [*NETWORK_ONLY, *NOBODY, None])
def test_the_evidence_of_an_open_case_stays_with_its_parties(
    client: Client, scene: Scene, who: Who | None
) -> None:
    case = scene.opened(audience=Audience.NETWORK, enclosures=[shown(), shown()])
    read_as(scene.officer)
    case = take_case(case, office=scene.office, by=scene.officer)
    case = scene.measured_anew(case, enclosures=[shown()])
    ids = Enclosure.objects.values_list("pk", flat=True)
    files = [reverse("cases:file", args=[case.number, pk]) for pk in ids]
    files += [reverse("directory:evidence", args=[case.baseline_id])]
    for party in (scene.manager, scene.officer):
        client.force_login(party)
        page = client.get(case.get_absolute_url()).content.decode()
        assert [(opened(client, url), url in page) for url in files] == [(200, True)] * 4
    client.logout()
    user = who(scene) if who else None
    if user:
        client.force_login(user)

    page = client.get(case.get_absolute_url()).content.decode()
    not_there = 404 if user else 302
    assert [opened(client, url) for url in files] == [*[not_there] * 3, 404]
    assert [told for told in (*files, "nota.pdf") if told in page] == []
    if user:
        read_as(user)
        assert rows("cases_enclosure") == 0


def opened(client: Client, url: str) -> int:
    """What an address of a file answers; a file is read to its end."""
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def test_an_activity_and_a_figure_of_another_case_are_not_found(
    client: Client, scene: Scene
) -> None:
    case, other = scene.planned(), scene.planned()
    client.force_login(scene.officer)

    done = reverse("cases:done", args=[case.number, other.activities.get().pk])
    assert client.post(done, {}).status_code == 404
    assert client.post(reverse("cases:choose", args=[case.number, 10**12])).status_code == 404


def rows(table: str) -> int:
    """How many rows this reader has of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (count,) = cursor.fetchone() or (0,)
    return int(count)


@pytest.mark.parametrize("table", TABLES)
def test_no_reader_is_an_error(scene: Scene, table: str) -> None:
    scene.planned()
    set_local("klinik.reader", "")

    with pytest.raises((ProgrammingError, DataError)), transaction.atomic():
        rows(table)


def test_direct_sql_of_a_stranger_changes_nothing(scene: Scene) -> None:
    case = scene.planned()
    read_as(stranger(scene))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET title = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM cases_caseevent")
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CaseEvent.objects.create(case_id=case.pk, kind="answered", by=scene.manager, text="x")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Activity.objects.create(case_id=case.pk, kind="visit", what="x", who="x", on="2026-01-01")


def test_a_file_is_kept_by_whoever_wrote_and_stays_as_it_is(scene: Scene) -> None:
    case = scene.opened(enclosures=[shown()])
    event = case.events.get()
    read_as(scene.officer)
    with connection.cursor() as cursor:
        for statement in ("UPDATE cases_enclosure SET name = 'x'", "DELETE FROM cases_enclosure"):
            cursor.execute(statement)
            assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Enclosure.objects.create(event=event, file="x.pdf", name="x", size=1)


def test_the_network_reads_and_does_not_write(scene: Scene) -> None:
    case = scene.planned(audience=Audience.NETWORK)
    user = neighbour(scene)
    read_as(user)

    assert rows("cases_case") == 1
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CaseEvent.objects.create(case=case, kind="answered", by=user, text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).delete()


def test_a_case_of_another_pesantren_cannot_be_opened(scene: Scene) -> None:
    case = scene.opened()
    read_as(neighbour(scene))
    case.pk, case.number, case.request_id = None, "K-2000-0001", uuid4()

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        case.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        {"stage": Stage.CLOSED},
        {"title": "Lain"},
        {"target": Decimal(1)},
        {"closed_at": timezone.now()},
        {"audience": Audience.NETWORK},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_case_is_never_edited_by_hand(scene: Scene, change: dict[str, object]) -> None:
    case = scene.taken()

    with pytest.raises(IntegrityError, match="only by what is recorded"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


def test_a_case_cannot_be_born_closed(scene: Scene) -> None:
    case = scene.opened()
    case.pk, case.number, case.request_id = None, "K-2000-0001", uuid4()
    case.stage = Stage.CLOSED

    with pytest.raises(IntegrityError, match="only by what is recorded"), transaction.atomic():
        case.save(force_insert=True)


@pytest.mark.parametrize("table", ["cases_caseevent", "cases_activity", "cases_case"])
def test_nothing_recorded_is_changed_or_deleted(scene: Scene, table: str) -> None:
    scene.done()

    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with (
            pytest.raises(IntegrityError, match=r"of it|stays as it is"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_how_far_a_case_came_is_said_by_its_events_alone(scene: Scene) -> None:
    today = timezone.localdate()
    case = scene.opened(at=timezone.now() - timedelta(days=3))
    read_as(scene.officer)
    answer_case(case, text="Kami lihat.", by=scene.officer, request_id=uuid4())
    closed = scene.closed(at=timezone.now() - timedelta(days=3))
    for row in (case, closed):
        row.refresh_from_db()

    assert (case.reached, case.answered_on, case.measured_on) == (2, today, None)
    assert (closed.reached, closed.answered_on, closed.measured_on) == (6, today, today)
    with pytest.raises(IntegrityError, match="only by what is recorded"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(reached=1)
