"""We have this too: a case is followed as a light one of one's own."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from klinik.clinic.cases.commands import close_case, follow_case, leave_case
from klinik.clinic.cases.models import Audience, Follower
from klinik.clinic.cases.rules import CaseClosed, NotOpenToNetwork, OwnCase
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_named import told
from tests.clinic.scene import Scene


@pytest.fixture
def an_nur(scene: Scene) -> Koppontren:
    """Another koppontren."""
    return world.make_koppontren("an-nur")


@pytest.fixture
def neighbour(an_nur: Koppontren) -> User:
    """Its manager."""
    return world.make_member_of(an_nur, Role.MANAGER, name="Tetangga")


def test_another_pesantren_has_it_too_and_hears_what_helped(
    client: Client, scene: Scene, an_nur: Koppontren, neighbour: User
) -> None:
    case = scene.measured(audience=Audience.NETWORK)
    client.force_login(neighbour)
    follow = reverse("cases:follow", args=[case.number])
    assert "/kami-juga/" in client.get(case.get_absolute_url()).content.decode()
    for _ in range(2):
        assert client.post(follow, {"note": "Sama di sini."}).status_code == 302

    read_as(neighbour)
    assert [(row.pesantren, row.note) for row in Follower.objects.all()] == [
        (an_nur.pesantren, "Sama di sini.")
    ]
    listed = client.get("/kasus/", {"lihat": "kami-juga"})
    assert case.title in listed.content.decode()
    client.force_login(scene.manager)
    page = client.get(case.get_absolute_url()).content.decode()
    assert ("Sama di sini." in page, an_nur.pesantren.name in page) == (True, True)
    read_as(scene.officer)
    close_case(case, by=scene.officer)
    assert told(neighbour) == ["case.helped"]


def test_it_is_followed_no_longer(client: Client, scene: Scene, neighbour: User) -> None:
    case = scene.opened(audience=Audience.NETWORK)
    client.force_login(neighbour)
    client.post(reverse("cases:follow", args=[case.number]), {})
    leave = reverse("cases:leave", args=[case.number])

    assert [client.post(leave, {}).status_code for _ in range(2)] == [302, 302]

    read_as(neighbour)
    assert Follower.objects.count() == 0


def test_who_follows_is_known_to_the_parties_alone(
    scene: Scene, an_nur: Koppontren, neighbour: User
) -> None:
    case = scene.opened(audience=Audience.NETWORK)
    read_as(neighbour)
    follow_case(case, pesantren=an_nur.pesantren, by=neighbour)
    seen = {}
    third = world.make_member_of(world.make_koppontren("darul-falah"), Role.MANAGER)
    for name, person in {"party": scene.officer, "own": neighbour, "third": third}.items():
        read_as(person)
        seen[name] = Follower.objects.count()
    assert seen == {"party": 1, "own": 1, "third": 0}
    read_as(third)
    leave_case(case, pesantren=an_nur.pesantren)
    read_as(scene.officer)
    leave_case(case, pesantren=an_nur.pesantren)
    assert Follower.objects.count() == 1


def test_what_cannot_be_followed(scene: Scene, an_nur: Koppontren, neighbour: User) -> None:
    ours, closed = scene.opened(), scene.closed(audience=Audience.NETWORK, title="Selesai")
    open_case = scene.opened(audience=Audience.NETWORK, title="Terbuka", request_id=uuid4())
    with pytest.raises(OwnCase):
        follow_case(open_case, pesantren=scene.pesantren, by=scene.manager)
    with pytest.raises(NotOpenToNetwork):
        follow_case(ours, pesantren=an_nur.pesantren, by=neighbour)
    with pytest.raises(CaseClosed):
        follow_case(closed, pesantren=an_nur.pesantren, by=neighbour)
    read_as(scene.manager)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Follower.objects.create(case=open_case, pesantren=an_nur.pesantren, by=scene.manager)
