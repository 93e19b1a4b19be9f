"""What is remembered of a pesantren and its like: by triggers, behind walls, for good."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.history import acting
from klinik.directory.models import ContactPerson, Pesantren, Product
from klinik.directory.partners.queries import version_of
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.commands import invite
from klinik.tenancy.history.queries import history_of, told
from klinik.tenancy.history.words import HIDDEN, KINDS
from klinik.tenancy.models import Invitation, Koppontren, Membership, Office, Place
from klinik.tenancy.roles import Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
EVENTS = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r'
   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pgh_label')
"""


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def officer(db: None) -> User:
    return world.make_member_of(world.make_office(), Role.OFFICER, name="Budi Contoh")


def lines(subject: models.Model, *kinds: type[models.Model], reader: User) -> list[str]:
    """The history as its page tells it, one line for each field."""
    read_as(reader)
    return [
        f"{change.who} {change.label} {change.kind}: "
        + ", ".join(f"{d.field} {d.before} -> {d.after}" for d in change.differences)
        for change in told(history_of(subject, *kinds))
    ]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(EVENTS)
        return [name for (name,) in cursor.fetchall()]


def test_a_change_is_told_with_who_and_before_and_after(ours: Koppontren, officer: User) -> None:
    with acting(officer.pk, request="abc"):
        ours.pesantren.village = "Contohrejo"
        ours.pesantren.save(update_fields=["village"])
        Pesantren.objects.filter(pk=ours.pesantren.pk).update(village="Sukacontoh", santri=12_000)

    assert lines(ours.pesantren, Pesantren, reader=officer)[:2] == [
        "Budi Contoh changed Pesantren: Desa atau kelurahan Contohrejo -> Sukacontoh, "
        "Santri – -> 12.000",
        "Budi Contoh changed Pesantren: Desa atau kelurahan – -> Contohrejo",
    ]


def test_raw_sql_and_deletes_are_remembered(ours: Koppontren, officer: User) -> None:
    read_as(officer)
    ContactPerson.objects.create(pesantren=ours.pesantren, name="Pak Contoh")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_contactperson SET phone = '6281234567890'")
        cursor.execute("DELETE FROM directory_contactperson")

    assert lines(ours.pesantren, ContactPerson, reader=officer) == [
        "Klinik sendiri deleted Narahubung: Nama Pak Contoh -> –, Telepon 6281234567890 -> –, "
        "Pesantren Pesantren Al Hikmah -> –",
        "Klinik sendiri changed Narahubung: Telepon – -> 6281234567890",
        "Klinik sendiri made Narahubung: Nama – -> Pak Contoh, Pesantren – -> Pesantren Al Hikmah",
    ]


def test_a_change_that_is_none_leaves_nothing(ours: Koppontren, officer: User) -> None:
    ours.pesantren.save()

    assert len(lines(ours.pesantren, Pesantren, reader=officer)) == 1


def test_a_setting_does_not_switch_the_triggers_off(ours: Koppontren, officer: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(tgname, ',') FROM pg_trigger"
            " WHERE tgrelid = 'directory_pesantren'::regclass AND tgname LIKE 'pgtrigger%'"
        )
        (names,) = cursor.fetchone() or ("",)
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])
        cursor.execute("UPDATE directory_pesantren SET village = 'Diam-diam'")

    assert len(lines(ours.pesantren, Pesantren, reader=officer)) == 2


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_nobody_changes_what_is_remembered(db: None, statement: str) -> None:
    assert len(tables()) == len(KINDS)
    for table in tables():
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format(table))


def test_nobody_adds_to_it_but_the_triggers(ours: Koppontren) -> None:
    forged = (
        "INSERT INTO directory_contactpersonevent"
        " (pgh_created_at, pgh_label, pgh_obj_id, pesantren_id, name, phone)"
        " VALUES (now(), 'changed', 1, 1, 'x', '')"
    )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        connection.cursor().execute(forged)


def test_no_name_is_kept_with_who_did_it(ours: Koppontren, officer: User) -> None:
    with acting(officer.pk, request="abc"):
        Pesantren.objects.update(village="Contohrejo")
    read_as(officer)
    newest = history_of(ours.pesantren, Pesantren)[0]

    assert newest.pgh_context == {"user": officer.pk, "request": "abc"}


def test_whoever_is_gone_is_not_named(ours: Koppontren, officer: User) -> None:
    with acting(999_999):
        Pesantren.objects.update(village="Contohrejo")

    assert lines(ours.pesantren, Pesantren, reader=officer)[0].startswith(
        "orang yang sudah dihapus changed"
    )


def test_a_contact_person_is_behind_the_same_wall(ours: Koppontren, officer: User) -> None:
    read_as(officer)
    ContactPerson.objects.create(pesantren=ours.pesantren, name="Pak Contoh", phone="6281234567890")
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    manager = world.make_member_of(ours, Role.MANAGER)

    assert len(lines(ours.pesantren, ContactPerson, reader=officer)) == 1
    assert len(lines(ours.pesantren, ContactPerson, reader=manager)) == 1
    assert lines(ours.pesantren, ContactPerson, reader=neighbour) == []
    assert lines(ours.pesantren, Pesantren, reader=neighbour) == []


def test_every_field_that_is_remembered_has_a_word() -> None:
    remembered = {m for m in apps.get_models() if hasattr(m, "pgh_event_models")}
    nameless = {
        f"{model.__name__}.{field.name}"
        for model in remembered
        for field in model.pgh_event_model._meta.fields  # type: ignore[attr-defined]
        if not field.name.startswith("pgh_")
        and field.name not in HIDDEN
        and field.name not in KINDS[model].fields
    }

    assert remembered == set(KINDS)
    assert nameless == set(), "name it in tenancy/history/words.py"


def pages(ours: Koppontren, product: Product) -> list[str]:
    return [
        "/pesantren/al-hikmah/riwayat/",
        f"/produk/{product.pk}/riwayat/",
        "/mitra/universitas/riwayat/",
        "/koppontren/al-hikmah/riwayat/",
        "/koppontren/al-hikmah/orang/riwayat/",
        "/pesantren/al-hikmah/orang/riwayat/",
        "/bidang/pembiayaan/orang/riwayat/",
        "/mitra/universitas/orang/riwayat/",
    ]


@pytest.mark.parametrize(
    ("who", "given"),
    [
        ("manager", [200, 200, 404, 200, 200, 404, 404, 404]),
        ("cashier", [403, 403, 404, 403, 403, 404, 404, 404]),
        ("neighbour", [404] * 8),
        ("officer", [200, 200, 200, 404, 404, 404, 404, 404]),
        ("regency", [200, 200, 404, 404, 404, 404, 404, 404]),
        ("far", [404] * 8),
        ("secretariat", [200, 200, 200, 404, 404, 200, 200, 200]),
        ("partner", [404, 404, 200, 404, 404, 404, 404, 200]),
    ],
)
def test_who_reads_which_history(
    client: Client, ours: Koppontren, who: str, given: list[int]
) -> None:
    partner = world.make_partner()
    product = Product.objects.create(
        pesantren=ours.pesantren, name="Keripik", sector="makanan", category="x", is_simulated=True
    )
    places: dict[str, tuple[Place, Role]] = {
        "manager": (ours, Role.MANAGER),
        "cashier": (ours, Role.CASHIER),
        "neighbour": (world.make_koppontren("an-nur"), Role.MANAGER),
        "officer": (world.make_office(), Role.OFFICER),
        "regency": (world.make_office("dinas", region=ours.pesantren.region), Role.OFFICER),
        "far": (
            world.make_office("jauh", region=world.make_region("3509", "Jember")),
            Role.OFFICER,
        ),
        "secretariat": (Office.objects.get(code="sekretariat"), Role.SECRETARIAT),
        "partner": (partner, Role.PARTNER),
    }
    place, role = places[who]
    client.force_login(world.make_member_of(place, role))

    assert [client.get(url).status_code for url in pages(ours, product)] == given


def test_a_request_leaves_its_person(client: Client, ours: Koppontren) -> None:
    partner = world.make_partner()
    keeper = world.make_member_of(partner, Role.PARTNER, name="Ani Contoh")
    client.force_login(keeper)
    said = {"about": "Kami membantu.", "website": "", "contact": "", "version": version_of(partner)}
    client.post("/mitra/universitas/ubah/", said)

    page = client.get("/mitra/universitas/riwayat/").content.decode()

    assert "Ani Contoh" in page
    assert "Kami membantu." in page


def test_roles_and_invitations_of_a_place_are_told(ours: Koppontren, officer: User) -> None:
    board = world.make_member_of(ours, Role.BOARD, name="Ketua Contoh")
    teller = world.make_member_of(ours, Role.TELLER, name="Tuti Contoh")
    yesterday = timezone.localdate() - timedelta(days=1)
    with acting(board.pk):
        Membership.objects.filter(user=teller).update(ended_on=yesterday)

    [ended, *_] = lines(ours, Membership, Invitation, reader=board)

    assert ended.startswith("Ketua Contoh changed Peran: Sampai – -> ")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SHARIA_BOARD])
def test_a_supervisor_reads_roles_and_no_invitation(ours: Koppontren, role: Role) -> None:
    board = world.make_member_of(ours, Role.BOARD, name="Ketua Contoh")
    with acting(board.pk):
        read_as(board)
        invite(
            ours,
            role=Role.TELLER,
            name="Diundang Contoh",
            phone="6281200000009",
            request_id=uuid4(),
            by=board,
        )
    supervisor = world.make_member_of(ours, role)

    assert lines(ours, Invitation, reader=board) != []
    assert lines(ours, Invitation, reader=supervisor) == []
    assert lines(ours, Membership, reader=supervisor) == lines(ours, Membership, reader=board)


@pytest.mark.parametrize("changes", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    client: Client, ours: Koppontren, changes: int, django_assert_num_queries: Counter
) -> None:
    manager = world.make_member_of(ours, Role.MANAGER)
    client.force_login(manager)
    for number in range(changes):
        with acting(manager.pk):
            Pesantren.objects.update(village=f"Desa {number}")

    with django_assert_num_queries(15):
        client.get("/pesantren/al-hikmah/riwayat/")
