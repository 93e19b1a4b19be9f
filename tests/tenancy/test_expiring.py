"""The offices' list of papers that have expired or soon will."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.directory.commands import add_paper
from klinik.directory.models import Paper, Product
from klinik.people.access import read_as
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
SURAT = "/surat/"
TODAY = timezone.localdate


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


def paper(place: Koppontren, name: str, *, kind: str = "halal", days: int = 10) -> Paper:
    by = world.make_member_of(place, Role.MANAGER)
    read_as(by)
    product = Product.objects.create(
        pesantren=place.pesantren, name=name, sector="makanan", category="x", is_simulated=True
    )
    said: dict[str, Any] = {"number": f"{kind}-{name}", "valid_until": TODAY() + timedelta(days)}
    return add_paper(product, kind=Paper.Kind(kind), request_id=uuid4(), by=by, **said)


def lines(client: Client, asked: str = "") -> list[str]:
    """The papers of the list, in its order, as the file has them."""
    answer = client.get(f"{SURAT}?format=csv{asked}")
    content = b"".join(answer) if answer.streaming else answer.content
    rows = content.decode("utf-8-sig").splitlines()[1:]
    return [row.split(";")[0] for row in rows]


def test_only_offices_see_it(client: Client, ours: Koppontren) -> None:
    assert client.get(SURAT).status_code == 302
    for person, status in (
        (world.make_member_of(world.make_office(), Role.OFFICER), 200),
        (world.make_member_of(ours, Role.MANAGER), 404),
        (world.make_user(), 404),
    ):
        client.force_login(person)
        assert client.get(SURAT).status_code == status


def test_the_most_urgent_first_filtered_and_taken_away(client: Client, ours: Koppontren) -> None:
    theirs = world.make_koppontren(
        "an-nur", pesantren=world.make_pesantren("an-nur", region=world.make_region("3509", "J"))
    )
    paper(ours, "Abon", days=30)
    paper(ours, "Kopi", kind="pirt", days=-1)
    paper(ours, "Batik", days=91)
    paper(theirs, "Roti", days=5)
    client.force_login(world.make_member_of(world.make_office(), Role.OFFICER))

    assert lines(client) == ["PIRT pirt-Kopi", "Halal halal-Roti", "Halal halal-Abon"]
    assert lines(client, "&keadaan=lewat") == ["PIRT pirt-Kopi"]
    assert lines(client, "&keadaan=segera&daerah=3509") == ["Halal halal-Roti"]
    assert lines(client, "&jenis=pirt&urut=-produk") == ["PIRT pirt-Kopi"]
    assert len(lines(client, "&jenis=x&daerah=%00&keadaan=y&urut=z&page=-1")) == 3
    jember = world.make_office("dinas-jember", region=theirs.pesantren.region)
    client.force_login(world.make_member_of(jember, Role.OFFICER))
    assert lines(client) == lines(client, "&daerah=3524") == ["Halal halal-Roti"]


def test_queries_do_not_grow_with_the_rows(
    client: Client, ours: Koppontren, django_assert_num_queries: Counter
) -> None:
    client.force_login(world.make_member_of(world.make_office(), Role.OFFICER))
    paper(ours, "Abon")
    with django_assert_num_queries(9):
        client.get(SURAT)
    for name in ("Kopi", "Batik"):
        paper(ours, name)
    with django_assert_num_queries(9):
        client.get(SURAT)
