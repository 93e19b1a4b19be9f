"""Stories: told once, from figures that can be shown, in text that cannot do harm."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases.commands import agree_to_story, close_case, record_result
from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.stories.commands import (
    Citation,
    Telling,
    begin_story,
    begin_story_of_case,
    publish_story,
    send_story,
)
from klinik.clinic.stories.models import Story
from klinik.clinic.stories.queries import published_stories
from klinik.clinic.stories.rules import NotAgreed, NothingMeasured, SentOtherwise, ToldAlready
from klinik.clinic.stories.templatetags.story_text import story_text
from klinik.directory.commands import record_reading, withdraw_readings
from klinik.directory.models import Reading
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import STORY, Scene, put_right, shown

TELLING = Telling(**STORY)


def told(scene: Scene, **other: Any) -> Story:
    """A story told of a case that went the whole road."""
    return scene.told(scene.agreed(**other))


def told_afresh(scene: Scene, *, before: Reading, after: Reading, **words: Any) -> Story:
    """A story without a case, of two figures that were written down."""
    telling = Telling(**STORY | {"before": before, "after": after} | words)
    read_as(scene.manager)
    cited = [Citation("1 kg", "per hari", "2020", "Koran")]
    story = begin_story(
        scene.pesantren,
        telling=telling,
        aspect=scene.office.aspect,
        request_id=uuid4(),
        by=scene.manager,
        cited=cited,
    )
    send_story(story, agrees=True, by=scene.manager)
    read_as(scene.officer)
    return publish_story(story, by=scene.officer)


def test_a_story_shows_the_two_figures_of_its_case_to_everybody(
    client: Client, scene: Scene
) -> None:
    story = told(scene)

    page = client.get(story.get_absolute_url())

    assert page.status_code == 200
    assert (page.context["story"].before.value, page.context["story"].after.value) == (21, 4)
    assert "Buku serah terima" in page.content.decode()
    for figure in story.figures or ():
        place = reverse("directory:figures", args=[scene.pesantren.slug])
        assert f'href="{place}#r{figure.pk}"' in page.content.decode()
        assert f'id="r{figure.pk}"' in client.get(place).content.decode()
    assert (story.slug, story.is_simulated) == ("empat-hari-saja", True)


def test_a_case_has_one_story(scene: Scene) -> None:
    case, key = scene.agreed(), uuid4()
    one: dict[str, Any] = {"telling": TELLING, "by": scene.officer}
    story = begin_story_of_case(case, request_id=key, **one)

    assert begin_story_of_case(case, request_id=key, **one) == story
    with pytest.raises(ToldAlready):
        begin_story_of_case(case, request_id=uuid4(), **one)


def test_one_key_begins_one_story_and_nothing_else(scene: Scene) -> None:
    case, other, key = scene.agreed(), scene.agreed(), uuid4()
    of_case = begin_story_of_case(case, telling=TELLING, request_id=key, by=scene.officer)
    afresh: dict[str, Any] = {"telling": TELLING, "aspect": case.aspect}
    with pytest.raises(SentOtherwise):
        begin_story_of_case(other, telling=TELLING, request_id=key, by=scene.officer)
    with pytest.raises(SentOtherwise):
        begin_story(scene.pesantren, request_id=key, by=scene.officer, **afresh)

    read_as(scene.manager)  # the key of somebody else says nothing of one's own
    own = begin_story(scene.pesantren, request_id=key, by=scene.manager, **afresh)
    assert (own.case, own == of_case) == (None, False)
    with pytest.raises(SentOtherwise):
        begin_story_of_case(case, telling=TELLING, request_id=key, by=scene.manager)


def test_a_story_sent_again_with_anything_else_is_refused(scene: Scene) -> None:
    koran = Citation("1 kg", "per hari", "2020", "Koran")
    said: dict[str, Any] = {"pesantren": scene.pesantren, "aspect": scene.office.aspect}
    said |= {"telling": TELLING, "cited": [koran], "request_id": uuid4(), "by": scene.manager}
    read_as(scene.manager)
    story = begin_story(**said)

    assert begin_story(**said | {"cited": iter([koran])}) == story
    others: list[dict[str, Any]] = [
        {"telling": Telling(**STORY | {"title": "Lain"})},
        {"pesantren": world.make_pesantren("an-nur")},
        {"aspect": None},
        {"aspect": world.make_office("pelatihan").aspect},
        {"cited": []},
        {"cited": [koran, koran]},
        {"cited": [koran._replace(figure="2 kg")]},
    ]
    for other in others:
        with pytest.raises(SentOtherwise):
            begin_story(**said | other)
    assert (Story.objects.get(), story.cited.count()) == (story, 1)


def test_a_story_waits_for_the_pesantren_and_for_a_result(scene: Scene) -> None:
    with pytest.raises(NothingMeasured):
        scene.drafted(scene.measured())
    with pytest.raises(NotAgreed):
        scene.drafted(scene.closed())
    assert not Story.objects.exists()
    assert not Reading.objects.filter(is_public=True).exists()


@pytest.mark.parametrize("which", ["baseline", "result"])
def test_no_story_is_told_of_a_figure_that_was_put_right(scene: Scene, which: str) -> None:
    case = scene.agreed()
    put_right(getattr(case, which), by=scene.manager)
    read_as(scene.officer)

    with pytest.raises(NothingMeasured):
        scene.drafted(case)
    assert not Reading.objects.filter(is_public=True).exists()


def test_a_figure_put_right_later_is_struck_through_in_its_story(
    client: Client, scene: Scene
) -> None:
    after = told(scene).after
    assert after
    put_right(after, by=scene.manager)

    assert "<del>4 hari</del>" in client.get(reverse("stories:list")).text


def test_two_stories_of_one_title_and_one_without_latin_letters_have_addresses(
    scene: Scene,
) -> None:
    first, second, third = told(scene), told(scene), scene.told(title="قصة")

    assert first.slug == "empat-hari-saja"
    assert re.fullmatch("empat-hari-saja-[0-9a-f]{6}", second.slug)
    assert re.fullmatch("kisah-[0-9a-f]{6}", third.slug)


def test_the_chain_is_linked_where_its_case_is_open_to_the_reader(
    client: Client, scene: Scene
) -> None:
    story = told(scene)
    assert story.case
    link = story.case.get_absolute_url()

    assert link not in client.get(story.get_absolute_url()).content.decode()
    client.force_login(scene.manager)
    assert link in client.get(story.get_absolute_url()).content.decode()
    assert story.get_absolute_url() in client.get(link).content.decode()


def test_a_figure_whose_consent_was_withdrawn_leaves_the_story(
    client: Client, scene: Scene
) -> None:
    number = uuid4()
    read_as(scene.manager)
    before, after = (
        record_reading(
            scene.pesantren,
            indicator=scene.indicator,
            value=value,
            period="",
            on=timezone.localdate(),
            origin=Reading.Origin.BOOKS,
            source="Buku",
            by=scene.manager,
            evidence_hash="f" * 64,
            consent_number=number,
        )
        for value in (77_777, 88_888)
    )
    story = told_afresh(scene, before=before, after=after)
    shown = client.get(story.get_absolute_url()).content.decode()
    assert ("88.888" in shown, "Koran" in shown) == (True, True)

    read_as(scene.manager)
    withdraw_readings(number)

    page = client.get(story.get_absolute_url())
    assert page.status_code == 200
    assert "88.888" not in page.content.decode()
    assert client.get(reverse("stories:list")).status_code == 200


@pytest.mark.parametrize(("value", "away"), [(4, False), (40, True)])
def test_a_figure_that_moved_away_from_what_was_wished_is_no_success(
    client: Client, scene: Scene, value: int, away: bool
) -> None:
    case = record_result(
        scene.done(),
        value=Decimal(value),
        on=timezone.localdate(),
        source="Buku",
        request_id=uuid4(),
        by=scene.officer,
    )
    close_case(case, by=scene.officer)
    client.force_login(scene.officer)
    assert client.get(case.get_absolute_url()).context["moved_away"] is away
    read_as(scene.manager)
    agree_to_story(case, by=scene.manager)
    read_as(scene.officer)
    story = scene.told(case)
    client.logout()

    page = client.get(story.get_absolute_url())

    assert (page.context["fall_is_good"], page.context["moved_away"]) == (True, away)
    badge = 'class="badge warn">+90%' if away else 'class="badge ok">-81%'
    assert badge in page.content.decode()
    assert [told.moved_away for told in client.get("/kisah/").context["page"]] == [away]


def published(scene: Scene, value: int, source: str) -> Reading:
    """A figure as a newspaper gave it."""
    return record_reading(
        scene.pesantren,
        indicator=scene.indicator,
        value=value,
        period="",
        on=timezone.localdate(),
        origin=Reading.Origin.PUBLICATION,
        source=source,
        by=scene.manager,
    )


@pytest.mark.parametrize(("second", "times"), [("satu", 1), ("dua", 2)])
def test_an_article_is_a_link_and_one_source_of_both_figures_stands_once(
    client: Client, scene: Scene, second: str, times: int
) -> None:
    read_as(scene.manager)
    address = "https://koran.example/{}"
    story = told_afresh(
        scene,
        before=published(scene, 5, address.format("satu")),
        after=published(scene, 2000, address.format(second)),
    )

    page = client.get(story.get_absolute_url()).content.decode()

    assert page.count('<a href="https://koran.example/') == times
    assert f'<a href="{address.format(second)}" rel="noopener nofollow">koran.example</a>' in page


def test_evidence_of_a_told_figure_stays_with_its_parties(client: Client, scene: Scene) -> None:
    case = scene.agreed(enclosures=[shown()])
    story = scene.told(case)
    evidence = f"/bukti/{case.baseline_id}/"

    page = client.get(story.get_absolute_url()).content.decode()

    assert (evidence in page, client.get(evidence).status_code) == (False, 404)
    client.force_login(scene.officer)
    assert evidence in client.get(story.get_absolute_url()).content.decode()
    assert b"".join(client.get(evidence)) == b"%PDF-1.7 nota %%EOF"


def test_a_story_of_tomorrow_is_not_shown_today(client: Client, scene: Scene) -> None:
    story = scene.told(at=timezone.now() + timedelta(days=1))

    assert client.get(f"/kisah/{story.slug}/").status_code == 404
    assert list(published_stories()) == []


FORM = {
    "title": "Empat hari",
    "summary": "Dulu 21.",
    "was": "Lama.",
    "done": "Dilatih.",
    "changed": "Sekali saja.",
}


def test_an_officer_of_the_office_writes_the_story(client: Client, scene: Scene) -> None:
    case = scene.agreed()
    client.force_login(scene.officer)
    url = reverse("stories:tell", args=[case.number])
    assert url in client.get(case.get_absolute_url()).content.decode()
    known = client.get(url).content.decode()
    assert ("Nota disalin tiga kali." in known, "Pelatihan" in known) == (True, True)

    sent = FORM | {"request_id": str(uuid4())}
    for _ in range(2):
        answer = client.post(url, sent)

    story = Story.objects.get()
    assert answer.headers["Location"] == story.desk_url == f"/kisah/naskah/{story.pk}/"
    assert client.post(url, sent | {"was": "Lain"}).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "x" * 151), ("was", "\0"), ("done", "x" * 6001), ("summary", " ")],
)
def test_a_story_that_cannot_be_told_is_refused(
    client: Client, scene: Scene, field: str, value: str
) -> None:
    case = scene.agreed()
    client.force_login(scene.officer)
    sent = FORM | {"request_id": str(uuid4()), field: value}

    answer = client.post(reverse("stories:tell", args=[case.number]), sent)

    assert answer.status_code == 422
    assert not Story.objects.exists()


def test_telling_belongs_to_the_office(client: Client, scene: Scene) -> None:
    case: Case = scene.agreed(audience=Audience.NETWORK)
    url = reverse("stories:tell", args=[case.number])
    strangers = [
        (scene.manager, 403),
        (world.make_member_of(world.make_office("pelatihan"), Role.OFFICER), 403),
        (world.make_user(), 404),
    ]

    for user, status in strangers:
        client.force_login(user)
        assert (client.get(url).status_code, client.post(url, FORM).status_code) == (status,) * 2


def test_telling_of_a_hidden_case_is_not_there(client: Client, scene: Scene) -> None:
    url = reverse("stories:tell", args=[scene.agreed().number])
    elsewhere = world.make_region("3573", "Malang", "kota")
    outsiders = [
        world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER),
        world.make_member_of(scene.koppontren, Role.CASHIER),
        world.make_member_of(world.make_office("kota-malang", region=elsewhere), Role.OFFICER),
    ]

    for user in outsiders:
        client.force_login(user)
        assert (client.get(url).status_code, client.post(url, FORM).status_code) == (404, 404)
    client.logout()
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))


def test_a_story_and_its_sources_are_written_by_its_pesantren_and_the_offices_only(
    scene: Scene,
) -> None:
    story = told(scene)
    read_as(world.make_user())

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        story.cited.create(order=1, figure="x", period="x", day="x", source="x")
    with pytest.raises(IntegrityError, match="what is recorded"), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(title="Lain")


def test_the_stories_of_one_pesantren_as_page_and_panel(client: Client, scene: Scene) -> None:
    told(scene)
    url = reverse("stories:of_pesantren", args=["al-hikmah"])

    panel = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in panel
    assert "Empat hari saja" in panel
    assert "<html" in client.get(url).content.decode()
    world.make_pesantren("an-nur")
    other = client.get(reverse("stories:of_pesantren", args=["an-nur"]))
    assert (other.status_code, "Empat hari" in other.content.decode()) == (200, False)
    assert client.get("/kisah/pesantren/tidak-ada/").status_code == 404


@pytest.mark.parametrize("slug", ["tidak-ada", "x" * 3000, "قصة", "a%00b"])
def test_a_story_that_is_none_is_not_found(client: Client, db: None, slug: str) -> None:
    assert client.get(f"/kisah/{slug}/").status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(client: Client, scene: Scene) -> None:
    asked = []
    for more in (1, 2):
        for _ in range(more):
            told(scene)
        client.get(reverse("stories:list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("stories:list"))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10


HARMLESS = {
    "**tebal**": "<p><strong>tebal</strong></p>",
    "# Judul": "<h2>Judul</h2>",
    "<script>alert(1)</script>": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "![foto](https://jauh.example/x.png)": "<p></p>",
    "[klik](javascript:alert(1))": "<p>[klik](javascript:alert(1))</p>",
    "<img src=x onerror=alert(1)>": "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
}


@pytest.mark.parametrize(("body", "html"), HARMLESS.items())
def test_a_story_s_text_does_no_harm(body: str, html: str) -> None:
    assert story_text(body).strip() == html


def test_a_link_tells_nobody_where_it_came_from() -> None:
    assert 'rel="nofollow noopener noreferrer"' in story_text("[sumber](https://contoh.example)")
