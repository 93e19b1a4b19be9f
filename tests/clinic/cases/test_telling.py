"""Who hears of a case: the other side, once, and never the one who did it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.commands import (
    answer_case,
    reassign_case,
    set_activity,
    take_case,
)
from klinik.clinic.cases.models import Activity, Audience
from klinik.clinic.cases.tasks import remind_of_activities
from klinik.people.access import read_as
from klinik.people.commands import choose_ways
from klinik.people.models import Notification, User
from klinik.tenancy.models import AspectDuty, Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene


def told(person: User) -> list[str]:
    """The kinds of what this person was told, in order."""
    read_as(person)
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [row.kind for row in rows]


def test_the_other_side_is_told_of_each_step(scene: Scene) -> None:
    case = scene.closed()

    assert told(scene.officer) == ["case.opened"]
    assert told(scene.manager) == [
        "case.taken",
        "case.planned",
        "case.done",
        "case.measured",
        "case.closed",
    ]
    read_as(scene.manager)
    texts = [row.text for row in Notification.objects.filter(person=scene.manager)]
    assert texts[1] == f"Kasus {case.number} ada hasilnya: {case.indicator}, 4 hari."
    assert {row.url for row in Notification.objects.all()} == {case.get_absolute_url()}


def test_a_message_reaches_whoever_has_to_answer(scene: Scene) -> None:
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    case = scene.opened()
    said = {"text": "Kapan mulai?", "request_id": uuid4()}
    answer_case(case, by=scene.manager, **said)  # type: ignore[arg-type]
    answer_case(case, by=scene.manager, **said)  # type: ignore[arg-type]
    read_as(scene.officer)
    case = take_case(case, office=scene.office, by=scene.officer)
    read_as(scene.manager)
    answer_case(case, text="Terima kasih.", request_id=uuid4(), by=scene.manager)

    both = ["case.opened", "case.answered"]
    assert (told(colleague), told(scene.officer)) == (both, [*both, "case.answered"])
    assert told(scene.manager) == ["case.taken"]


@pytest.mark.parametrize("change", ["role ended", "aspect handed over"])
def test_where_who_took_it_is_there_no_more_the_office_is_told(scene: Scene, change: str) -> None:
    case = scene.taken()
    office = scene.office
    if change == "role ended":
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(user=scene.officer).update(
            started_on=yesterday, ended_on=yesterday
        )
    else:
        office = world.make_office("produk")
        AspectDuty.objects.create(aspect=case.aspect, office=office, from_on=timezone.localdate())
    colleague = world.make_member_of(office, Role.OFFICER)
    read_as(scene.manager)
    answer_case(case, text="Masih di sana?", request_id=uuid4(), by=scene.manager)

    assert told(colleague) == ["case.answered"]
    assert told(scene.officer) == ["case.opened"]


def test_another_office_is_told_that_it_is_its_turn(scene: Scene) -> None:
    other = world.make_office("produk")
    officer = world.make_member_of(other, Role.OFFICER)
    case = scene.taken()
    assert other.aspect is not None
    reassign_case(
        case, aspect=other.aspect, reason="Soal mutu.", request_id=uuid4(), by=scene.officer
    )

    assert told(officer) == ["case.reassigned"]


def test_what_is_written_down_for_an_earlier_day_is_told_to_nobody(scene: Scene) -> None:
    scene.opened(at=timezone.now() - timedelta(days=3))

    assert told(scene.officer) == []


def test_who_reads_of_another_pesantren_is_not_told(scene: Scene) -> None:
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    scene.taken(audience=Audience.NETWORK)

    assert told(neighbour) == []


def test_what_is_due_is_reminded_of_once(scene: Scene) -> None:
    case = scene.taken()
    today = timezone.localdate()
    case = set_activity(
        case,
        kind=Activity.Kind.VISIT,
        what="Kunjungan",
        who="Bidang",
        on=today + timedelta(days=3),
        request_id=uuid4(),
        by=scene.officer,
    )
    remind_of_activities(0)
    remind_of_activities(0)

    assert told(scene.officer) == ["case.opened", "case.due"]
    assert told(scene.manager) == ["case.taken", "case.planned", "case.due"]


def test_what_is_done_or_far_is_not_reminded_of(scene: Scene) -> None:
    scene.done()
    case = scene.taken(title="Yang lain")
    far = timezone.localdate() + timedelta(days=4)
    what = {"kind": Activity.Kind.VISIT, "what": "Nanti", "who": "Bidang", "on": far}
    set_activity(case, **what, request_id=uuid4(), by=scene.officer)  # type: ignore[arg-type]
    remind_of_activities(0)

    assert "case.due" not in told(scene.officer) + told(scene.manager)


def test_who_wants_whatsapp_can_be_told_by_whoever_did_it(client: Client, scene: Scene) -> None:
    User.objects.filter(pk=scene.manager.pk).update(phone="6281234567890")
    case = scene.taken()
    client.force_login(scene.officer)
    page = case.get_absolute_url()
    assert "wa.me/6281234567890" not in client.get(page).content.decode()
    choose_ways(scene.manager, by_email=[], by_whatsapp=["cases"], language="id")

    said = client.get(page).content.decode()
    assert "wa.me/6281234567890?text=Bidang%20pembiayaan" in said
    client.force_login(world.make_member_of(scene.office, Role.OFFICER))
    assert "wa.me/6281234567890" not in client.get(page).content.decode()
