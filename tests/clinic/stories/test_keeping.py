"""A story is kept after those who wrote it left, and after its figures were put right."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.commands import agree_to_story, choose_result, close_case
from klinik.clinic.stories.commands import agree_to_text, publish_story, send_story
from klinik.directory.commands import record_reading, withdraw_readings
from klinik.directory.models import Reading
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import STORY, Scene, put_right


def leaves(person: User) -> None:
    """Since yesterday the person has no role any more."""
    long_ago, yesterday = (timezone.localdate() - timedelta(days=days) for days in (30, 1))
    rows = Membership.objects.filter(user=person)
    rows.update(started_on=long_ago, ended_on=yesterday)


def test_the_story_of_a_case_is_written_anew_with_the_figure_that_holds(
    client: Client, scene: Scene
) -> None:
    case = scene.agreed()
    story = scene.told(case)
    client.force_login(scene.officer)
    url = f"{story.desk_url}ubah/"
    sending = STORY | {"seen": 1, "request_id": str(uuid4()), "title": "Lima hari"}
    assert "before" not in client.get(url).context["form"].fields
    assert case.result
    right = put_right(case.result, by=scene.manager)

    offered = client.get(url).context["form"].fields["after"].queryset
    assert {row.indicator_id for row in offered} == {case.indicator_id}
    assert client.post(url, sending | {"before": case.baseline_id}).status_code == 422
    chosen = sending | {"before": case.baseline_id, "after": right.pk}
    assert client.post(url, chosen).status_code == 302
    assert client.post(url, chosen).status_code == 302  # sent twice, written once

    read_as(scene.officer)
    version = story.versions.latest("number")
    assert (version.number, version.after, version.fall_is_good) == (2, right, True)


def test_a_story_whose_figure_was_taken_back_is_told_anew_without_it(
    client: Client, scene: Scene
) -> None:
    case = scene.done()
    shared = from_books(scene, 7_777)
    read_as(scene.officer)
    choose_result(case, reading=shared, by=scene.officer)
    close_case(case, by=scene.officer)
    read_as(scene.manager)
    story = scene.told(agree_to_story(case, by=scene.manager))
    assert "7.777" in client.get(story.get_absolute_url()).content.decode()
    read_as(scene.manager)
    assert shared.consent_number
    withdraw_readings(shared.consent_number)
    other = from_books(scene, 8_888)

    page = client.get(story.get_absolute_url()).content.decode()
    assert ("7.777" in page, "menarik" in page) == (False, True)
    client.force_login(scene.officer)
    url = f"{story.desk_url}ubah/"
    fields = client.get(url).context["form"].fields
    assert shared not in fields["after"].queryset
    sending = STORY | {"seen": 1, "request_id": str(uuid4()), "before": case.baseline_id}
    assert client.post(url, sending | {"after": shared.pk}).status_code == 422
    assert client.post(url, sending | {"after": other.pk}).status_code == 302

    read_as(scene.officer)
    send_story(story, agrees=False, by=scene.officer)
    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)
    read_as(scene.officer)
    publish_story(story, by=scene.officer)
    page = client.get(story.get_absolute_url()).content.decode()
    assert ("7.777" in page, "8.888" in page, "menarik" in page) == (False, True, False)


def from_books(scene: Scene, value: int) -> Reading:
    """A figure that the cooperative shared of its own books; the manager reads."""
    read_as(scene.manager)
    return record_reading(
        scene.pesantren,
        indicator=scene.indicator,
        value=value,
        period="",
        on=timezone.localdate(),
        origin=Reading.Origin.BOOKS,
        source="Buku koperasi",
        by=scene.manager,
        evidence_hash="f" * 64,
        consent_number=uuid4(),
    )


def test_a_draft_of_who_left_is_taken_over_by_a_colleague_and_that_is_recorded(
    client: Client, scene: Scene
) -> None:
    story = scene.drafted()
    leaves(scene.officer)
    colleague = world.make_member_of(scene.office, Role.OFFICER, name="Penerus")
    client.force_login(scene.officer)
    assert client.get(story.desk_url).status_code == 404
    client.force_login(colleague)
    assert story.desk_url in client.get("/kisah/naskah/").content.decode()

    sending = STORY | {"seen": 1, "request_id": str(uuid4()), "title": "Lima hari"}
    client.post(f"{story.desk_url}ubah/", sending)

    steps = client.get(story.desk_url).context["steps"]
    assert [(step.version, step.what, step.by.name) for step in steps] == [
        (1, "ditulis", "Petugas"),
        (1, "dikirim untuk diperiksa", "Petugas"),
        (2, "ditulis", "Penerus"),
    ]


def test_who_left_hears_nothing_more_of_a_story(scene: Scene) -> None:
    story = scene.drafted()
    leaves(scene.officer)
    colleague = world.make_member_of(scene.office, Role.OFFICER, name="Penerus")
    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)
    read_as(colleague)
    publish_story(story, by=colleague)

    heard: dict[str, Any] = {}
    for person in (scene.officer, scene.manager):
        read_as(person)
        rows = Notification.objects.filter(person=person, kind="story.published")
        heard[person.name] = rows.count()
    assert heard == {"Petugas": 0, "Manajer": 1}


def test_the_office_asks_for_consent_in_words_that_tell_nothing_of_the_story(
    client: Client, scene: Scene
) -> None:
    story = scene.drafted()
    client.force_login(scene.officer)
    asking = client.get(story.desk_url).context["asking"]
    assert asking.words.endswith(f"/kisah/naskah/{story.pk}/")
    assert STORY["title"] not in asking.words
    assert unquote(asking.whatsapp).endswith(asking.words)

    client.force_login(scene.manager)
    assert client.get(story.desk_url).context["asking"] is None


def test_what_an_officer_looks_at_is_one_question_for_all_aspects(
    client: Client, scene: Scene, django_assert_max_num_queries: Any
) -> None:
    scene.drafted()
    client.force_login(scene.officer)
    client.get("/kisah/naskah/")
    with django_assert_max_num_queries(14):
        client.get("/kisah/naskah/")
