"""From a draft to the public page: two people, the pesantren's consent, and nothing by hand."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from klinik.clinic.cases.models import Audience
from klinik.clinic.stories.commands import (
    Telling,
    agree_to_text,
    begin_story,
    publish_story,
    return_story,
    rewrite_story,
    send_story,
    withdraw_story,
)
from klinik.clinic.stories.models import Picture, Story, StoryEvent, Version
from klinik.clinic.stories.rules import (
    FigureGone,
    Measured,
    NoPair,
    NotConsented,
    NotNow,
    OnePersonOnly,
    WrittenMeanwhile,
    refuse_no_pair,
)
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import STORY, Scene, put_right
from tests.clinic.sessions.scene import a_secretary

WORD = "zamrudkelabu"
Kind, Stage = StoryEvent.Kind, Story.Stage
FORM = dict(STORY)
SOURCE = {
    "body": "Koran menulis tentang kopi ini.",
    "source_title": "Kopi naik kelas",
    "source_url": "https://koran.example/kopi",
}


def written(scene: Scene, *, by: User | None = None, **words: Any) -> Story:
    """The pesantren's own draft."""
    author = by or scene.manager
    read_as(author)
    return begin_story(
        scene.pesantren,
        telling=Telling(**STORY | words),
        aspect=scene.office.aspect,
        request_id=uuid4(),
        by=author,
    )


def sent(scene: Scene, **words: Any) -> Story:
    """Sent by the pesantren, which agrees with it; the officer reads."""
    story = send_story(written(scene, **words), agrees=True, by=scene.manager)
    read_as(scene.officer)
    return story


def public(scene: Scene, **words: Any) -> Story:
    return publish_story(sent(scene, **words), by=scene.officer)


def told(person: User) -> list[str]:
    read_as(person)
    return [row.kind for row in Notification.objects.filter(person=person).order_by("pk")]


def log(story: Story) -> list[str]:
    rows = StoryEvent.objects.filter(version__story=story).select_related("version", "by")
    return [f"{row.version.number} {row.kind} by {row.by.name}" for row in rows.order_by("pk")]


def test_a_story_goes_from_its_draft_to_everybody(client: Client, scene: Scene) -> None:
    secretary = a_secretary()
    story = public(scene)

    assert log(story) == [
        "1 agreed by Manajer",
        "1 sent by Manajer",
        "1 published by Petugas",
    ]
    assert (story.stage, story.slug) == (Stage.PUBLIC, "empat-hari-saja")
    assert client.get("/kisah/empat-hari-saja/").status_code == 200
    assert told(scene.officer) == ["story.sent"]
    assert told(secretary) == ["story.sent"]
    assert told(scene.manager) == ["story.published"]


def test_it_is_given_back_with_a_reason_and_written_anew(scene: Scene) -> None:
    story = return_story(sent(scene), reason="Angkanya dari mana?", by=scene.officer)
    assert (story.stage, told(scene.manager)) == (Stage.RETURNED, ["story.returned"])
    with pytest.raises(NotNow):
        send_story(story, agrees=True, by=scene.manager)

    again = Telling(**STORY | {"changed": "Dari buku serah terima."})
    rewrite_story(story, telling=again, seen=1, request_id=uuid4(), by=scene.manager)
    story = send_story(story, agrees=True, by=scene.manager)
    read_as(scene.officer)

    assert publish_story(story, by=scene.officer).changed == "Dari buku serah terima."


def test_the_old_version_is_read_until_the_new_one_is_published(scene: Scene) -> None:
    story = public(scene)
    read_as(scene.manager)
    new = Telling(**STORY | {"title": "Tiga hari saja"})
    rewrite_story(story, telling=new, seen=1, request_id=uuid4(), by=scene.manager)
    with pytest.raises(WrittenMeanwhile):
        rewrite_story(story, telling=new, seen=1, request_id=uuid4(), by=scene.manager)
    story = send_story(story, agrees=True, by=scene.manager)

    assert (story.title, story.stage, story.is_public) == ("Empat hari saja", Stage.SENT, True)
    read_as(scene.officer)
    story = publish_story(story, by=scene.officer)
    assert (story.title, story.slug) == ("Tiga hari saja", "empat-hari-saja")


def test_nobody_agrees_to_a_text_that_was_written_anew_meanwhile(
    client: Client, scene: Scene
) -> None:
    story = written(scene)
    read_as(scene.officer)
    rewrite_story(story, telling=Telling(**STORY), seen=1, request_id=uuid4(), by=scene.officer)
    client.force_login(scene.manager)

    for step in ("kirim", "setuju"):
        assert client.post(f"{story.desk_url}{step}/", {"seen": "1"}).status_code == 422
        assert client.post(f"{story.desk_url}{step}/").status_code == 422
    assert log(story) == []


def test_consent_is_to_one_version_and_can_be_taken_back(client: Client, scene: Scene) -> None:
    story = public(scene)
    read_as(scene.manager)
    story = withdraw_story(story, reason="Kami berubah pikiran.", by=scene.manager)

    assert client.get("/kisah/empat-hari-saja/").status_code == 404
    assert told(scene.officer) == ["story.sent", "story.withdrawn"]
    read_as(scene.officer)
    rewrite_story(story, telling=Telling(**STORY), seen=1, request_id=uuid4(), by=scene.officer)
    story = send_story(story, agrees=False, by=scene.officer)
    with pytest.raises(NotConsented):
        publish_story(story, by=scene.officer)
    assert told(scene.manager) == ["story.published", "story.asks"]
    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)
    read_as(scene.officer)
    assert publish_story(story, by=scene.officer).is_public


def test_the_draft_of_a_case_for_named_people_is_theirs_until_it_is_agreed_to(
    client: Client, scene: Scene
) -> None:
    others = [world.make_member_of(scene.office, Role.OFFICER), a_secretary()]
    case = scene.agreed(audience=Audience.NAMED, readers=[scene.officer])
    story = scene.drafted(case, title=f"Tentang {WORD}")

    def seen(person: User) -> tuple[int, bool, bool, int]:
        client.force_login(person)
        listed = WORD in client.get("/kisah/naskah/").content.decode()
        status = client.get(story.desk_url).status_code
        heard = "story.agreed" in told(person) or "story.sent" in told(person)
        return status, listed, heard, Version.objects.count()

    assert seen(scene.manager) == (200, True, False, 1)
    assert seen(scene.officer) == (200, True, False, 1)
    assert [seen(person) for person in others] == [(404, False, False, 0)] * 2

    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)

    assert [seen(person) for person in others] == [(200, True, True, 1)] * 2


def test_no_other_way_makes_a_draft_agreed_to(scene: Scene) -> None:
    case = scene.agreed(audience=Audience.NAMED, readers=[scene.officer])
    story = scene.drafted(case)
    with pytest.raises(IntegrityError, match="changes by what is recorded"), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(is_agreed=True)
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        Story.objects.create(pesantren=scene.pesantren, title="x", summary="x", is_agreed=True)


def test_what_was_published_elsewhere_needs_a_second_person_of_ours(scene: Scene) -> None:
    one, other = a_secretary(), a_secretary()
    story = written(scene, by=one, was="", done="", changed="", **SOURCE)
    send_story(story, agrees=False, by=one)
    with pytest.raises(OnePersonOnly):
        publish_story(story, by=one)
    read_as(other)
    story = publish_story(story, by=other)
    assert (story.is_public, story.source_url) == (True, SOURCE["source_url"])

    read_as(scene.manager)
    story = withdraw_story(story, reason="Tidak benar.", by=scene.manager)
    read_as(one)
    rewrite_story(story, telling=Telling(**STORY | SOURCE), seen=1, request_id=uuid4(), by=one)
    send_story(story, agrees=False, by=one)
    read_as(other)
    with pytest.raises(NotConsented):
        publish_story(story, by=other)


def test_a_figure_that_was_put_right_is_chosen_again(scene: Scene) -> None:
    case = scene.agreed()
    before, after = case.baseline, case.result
    assert after
    story = sent(scene, before=before, after=after)
    put_right(after, by=scene.manager)
    read_as(scene.officer)

    with pytest.raises(FigureGone):
        publish_story(story, by=scene.officer)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((1, 1, 1, date(2026, 1, 1)), None),
        ((1, 1, 1, date(2026, 1, 1)), (1, 2, 2, date(2026, 2, 1))),
        ((1, 1, 1, date(2026, 1, 1)), (1, 1, 1, date(2026, 1, 1))),
        ((1, 1, 1, date(2026, 2, 1)), (1, 1, 2, date(2026, 1, 1))),
        ((2, 1, 1, date(2026, 1, 1)), (2, 1, 2, date(2026, 2, 1))),
    ],
)
def test_two_figures_that_are_no_pair(before: Any, after: Any) -> None:
    with pytest.raises(NoPair):
        refuse_no_pair(Measured(*before), after and Measured(*after), pesantren=1)


# Round Python: what the database refuses by itself.


def event(story: Story, kind: StoryEvent.Kind, *, by: User, text: str = "") -> StoryEvent:
    read_as(by)
    version = story.versions.order_by("-number")[0]
    return StoryEvent.objects.create(version=version, kind=kind, by=by, text=text)


def test_the_database_publishes_nothing_without_consent_review_and_two_people(
    scene: Scene,
) -> None:
    draft = written(scene)
    steps: list[tuple[Story, StoryEvent.Kind, User]] = [
        (draft, Kind.PUBLISHED, scene.officer),  # not sent
        (draft, Kind.RETURNED, scene.officer),
        (draft, Kind.AGREED, scene.officer),  # not the pesantren's
    ]
    for story, kind, person in steps:
        with pytest.raises(IntegrityError, match="no such step"), transaction.atomic():
            event(story, kind, by=person, text="x")
    send_story(draft, agrees=False, by=scene.manager)
    with pytest.raises(IntegrityError, match="has not agreed"), transaction.atomic():
        event(draft, Kind.PUBLISHED, by=scene.officer)
    agree_to_text(draft, by=scene.manager)
    with pytest.raises(IntegrityError, match="no such step"), transaction.atomic():
        event(draft, Kind.PUBLISHED, by=scene.manager)
    both = world.make_member_of(scene.koppontren, Role.MANAGER)
    office = world.make_office("lain")
    other = written(scene, by=both)
    send_story(other, agrees=True, by=both)
    office.memberships.create(user=both, role=Role.SECRETARIAT)
    with pytest.raises(IntegrityError, match="has not agreed"), transaction.atomic():
        event(other, Kind.PUBLISHED, by=both)


def test_the_database_keeps_what_was_written(scene: Scene) -> None:
    story = public(scene)
    version = story.versions.get()
    read_as(scene.officer)
    tries: list[tuple[Any, str]] = [
        (lambda: Story.objects.filter(pk=story.pk).update(stage=Stage.DRAFT), "what is recorded"),
        (lambda: Story.objects.filter(pk=story.pk).update(slug="lain"), "what is recorded"),
        (lambda: story.versions.update(title="Lain"), "stays as it is"),
        (lambda: version.events.update(text="Lain"), "stays as it is"),
        (
            lambda: story.versions.create(number=3, by=scene.officer, **STORY),
            "another version came first",
        ),
    ]
    for attempt, sentence in tries:
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            attempt()


def test_a_story_begins_as_a_draft_and_in_one_s_own_name(scene: Scene) -> None:
    story = written(scene)
    stranger = world.make_user()
    read_as(stranger)
    assert (Story.objects.count(), story.versions.count()) == (0, 0)
    read_as(scene.officer)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        story.versions.create(number=2, by=scene.manager, **STORY)
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        Story.objects.create(slug="x", title="x", pesantren=scene.pesantren, stage=Stage.PUBLIC)


# Pages


def a_photo() -> BytesIO:
    """A picture that says where it was taken."""
    file, exif = BytesIO(), Image.Exif()
    exif[0x8825] = {1: "S", 2: (7.0, 15.0, 0.0)}
    Image.new("RGB", (40, 30), "green").save(file, "JPEG", exif=exif)
    file.seek(0)
    return file


def photos() -> dict[str, Any]:
    return {
        f"photo_{place}": SimpleUploadedFile(f"{place}.jpg", a_photo().read(), "image/jpeg")
        for place in ("before", "after")
    }


def typed(**other: Any) -> dict[str, Any]:
    return FORM | {"aspect": "pembiayaan", "request_id": str(uuid4())} | other


def steps_of(client: Client, story: Story) -> set[str]:
    page = client.get(story.desk_url).content.decode()
    return set(re.findall(rf'action="/kisah/naskah/{story.pk}/(\w+)/"', page))


def test_the_road_on_its_pages(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)
    page = client.get("/kisah/tulis/al-hikmah/")
    assert (page.status_code, "source_url" in page.content.decode()) == (200, False)
    told_aspect = scene.office.aspect
    assert told_aspect
    sending = typed(aspect=told_aspect.code, claims="Pembeli: 40 → 120\n\n Jam: 8 → 12 ")
    answer = client.post(
        "/kisah/tulis/al-hikmah/",
        sending | photos() | {"alt_before": "Nota di meja", "alt_after": "Satu buku"},
    )
    story = Story.objects.get()
    assert answer.headers["Location"] == story.desk_url
    assert steps_of(client, story) == {"kirim", "tarik"}
    client.post(f"{story.desk_url}kirim/", {"seen": "1"})
    assert steps_of(client, story) == {"tarik"}

    client.force_login(scene.officer)
    assert steps_of(client, story) == {"terbitkan", "kembalikan", "tarik"}
    assert client.post(f"{story.desk_url}kembalikan/", {"reason": " "}).status_code == 422
    client.post(f"{story.desk_url}terbitkan/", {"seen": "1"})
    client.logout()
    shown = client.get("/kisah/empat-hari-saja/").content.decode()

    assert ("Pembeli: 40 → 120" in shown, "Jam: 8 → 12" in shown) == (True, True)
    assert shown.count('class="photo"') == 2
    (image,) = re.findall(r'property="og:image" content="([^"]+)"', shown)
    assert image.endswith("/kisah/empat-hari-saja/foto.jpg")
    card = client.get("/kisah/empat-hari-saja/foto.jpg")
    assert card.content.startswith(b"\xff\xd8")
    assert client.get("/kisah/empat-hari-saja/gambar.png").content.startswith(b"\x89PNG")


def test_a_photo_is_drawn_anew_and_as_visible_as_its_story(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)
    aspect = scene.office.aspect
    assert aspect
    url = "/kisah/tulis/al-hikmah/"
    assert client.post(url, typed(aspect=aspect.code) | photos()).status_code == 422
    client.post(url, typed(aspect=aspect.code) | photos() | {"alt_before": "a", "alt_after": "b"})
    read_as(scene.manager)
    picture = Picture.objects.order_by("pk")[0]
    with picture.large.open("rb") as stored, Image.open(stored) as drawn:
        assert (drawn.format, len(drawn.getexif())) == ("WEBP", 0)

    assert client.get(picture.large_url).headers["Content-Type"] == "image/webp"
    assert client.get(f"/kisah/foto/{picture.pk}/asli/").status_code == 404
    client.logout()
    assert client.get(picture.large_url).status_code == 404
    story = Story.objects.get()
    read_as(scene.manager)
    send_story(story, agrees=True, by=scene.manager)
    read_as(scene.officer)
    publish_story(story, by=scene.officer)
    assert client.get(picture.small_url).status_code == 200


def test_steps_belong_to_their_party(client: Client, scene: Scene) -> None:
    story = sent(scene)
    other = world.make_member_of(world.make_office("pelatihan"), Role.OFFICER)
    bookkeeper = world.make_member_of(scene.koppontren, Role.BOOKKEEPER)
    expected: list[tuple[User, dict[str, int]]] = [
        (scene.manager, {"terbitkan": 403, "kembalikan": 403}),
        (scene.officer, {"setuju": 403}),
        (other, {"terbitkan": 404, "tarik": 404, "ubah": 404}),
        (bookkeeper, {"setuju": 404, "ubah": 404}),
    ]
    for person, answers in expected:
        client.force_login(person)
        for step, status in answers.items():
            assert client.post(f"{story.desk_url}{step}/").status_code == status, (person, step)
    client.force_login(bookkeeper)
    assert client.get("/kisah/tulis/al-hikmah/").status_code == 403
    client.force_login(other)
    assert client.get("/kisah/tulis/al-hikmah/").status_code == 404


def test_the_secretariat_writes_from_a_publication(client: Client, scene: Scene) -> None:
    client.force_login(a_secretary())
    url = reverse("stories:write", args=["al-hikmah"])
    aspect = scene.office.aspect
    assert aspect
    typed_here = {
        "title": "Kopi",
        "summary": "Kopi naik kelas.",
        "aspect": aspect.code,
        "request_id": str(uuid4()),
        **SOURCE,
    }
    assert client.post(url, typed_here | {"source_url": "koran"}).status_code == 422

    client.post(url, typed_here)

    version = Story.objects.get().versions.get()
    assert (version.source_title, version.source_on) == (SOURCE["source_title"], None)


def test_another_version_keeps_what_was_not_asked(client: Client, scene: Scene) -> None:
    story = public(scene)
    client.force_login(scene.manager)
    url = f"{story.desk_url}ubah/"
    assert client.get(url).context["form"].initial["was"] == STORY["was"]

    sending = FORM | {"seen": 1, "request_id": str(uuid4()), "title": "Tiga hari"}
    assert client.post(url, sending).status_code == 302
    assert client.post(url, sending | {"request_id": str(uuid4())}).status_code == 422
    assert [version.title for version in story.versions.all()] == ["Empat hari saja", "Tiga hari"]


# Canary: nothing of a draft reaches those who have no part in it.

PAGES = (
    "/",
    f"/cari/?q={WORD}",
    "/kisah/",
    "/kisah/atom.xml",
    "/kisah/pesantren/al-hikmah/",
    "/pesantren/al-hikmah/",
    "/pesantren/al-hikmah/jalan/",
    "/api/stories",
    "/sitemap-kisah-1.xml",
    "/kotak-masuk/",
    "/kisah/naskah/",
)


def test_nothing_of_a_draft_is_read_by_those_without_a_part(client: Client, scene: Scene) -> None:
    words: dict[str, Any] = {name: f"{value} {WORD}" for name, value in STORY.items()}
    outsiders = [
        None,
        world.make_user(),
        world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER),
        world.make_member_of(world.make_office("pelatihan"), Role.OFFICER),
    ]
    stories = [written(scene, **words), sent(scene, **words)]
    stories.append(return_story(sent(scene, **words), reason=WORD, by=scene.officer))
    gone = public(scene, **words)
    read_as(scene.manager)
    stories.append(withdraw_story(gone, reason=WORD, by=scene.manager))

    found = []
    for person in outsiders:
        client.logout()
        if person:
            client.force_login(person)
        addresses = [story.desk_url for story in stories] + [f"/kisah/{gone.slug}/"]
        assert {client.get(page).status_code for page in addresses} <= {302, 404}
        for page in (*PAGES, *addresses, f"/api/stories/{gone.slug}"):
            answer = client.get(page)
            if answer.status_code == 404:  # it repeats the address that was asked for
                continue
            text = answer.content.decode().replace(f"?q={WORD}", "").replace(f'value="{WORD}"', "")
            if ("/cari/" not in page and WORD in text) or f"hari saja {WORD}" in text:
                found.append((person, page))

    assert found == []


def test_the_list_of_drafts_asks_as_often_for_three_as_for_one(
    client: Client, scene: Scene, django_assert_max_num_queries: Any
) -> None:
    client.force_login(scene.manager)
    written(scene)
    client.get("/kisah/naskah/")
    with django_assert_max_num_queries(14) as one:
        client.get("/kisah/naskah/")
    for _ in range(2):
        written(scene)
    with django_assert_max_num_queries(14) as three:
        page = client.get("/kisah/naskah/")

    assert (len(one), len(page.context["page"])) == (len(three), 3)
