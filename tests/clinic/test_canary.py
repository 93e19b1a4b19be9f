"""What is hidden from somebody changes no letter of any page of theirs: no word, no count.

Every page is read before and after something is planted. Whoever may not see it reads the same
twice: in search, lists, files, feeds, the API, the inbox, similar cases, the desk and the funnel.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from klinik.clinic.cases.commands import take_case
from klinik.clinic.cases.models import Audience, Enclosure
from klinik.clinic.discussions.commands import hide, open_topic, reply
from klinik.clinic.sessions.commands import add_item, write_minutes
from klinik.clinic.sessions.models import Minutes
from klinik.clinic.sessions.room.commands import happen
from klinik.clinic.sessions.room.rules import Kind
from klinik.directory.evidence import Evidence, clean_evidence
from klinik.directory.models import Reading
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene

pytestmark = pytest.mark.django_db
WORD = "zamrudkelabu"
ALIKE = "/kasus/baru/serupa/"
PAGES = [
    "/",
    f"/cari/?q={WORD}",
    "/kasus/",
    "/kasus/?lihat=semua",
    "/kasus/?lihat=semua&format=csv",
    ALIKE,
    "/sesi/",
    "/sesi/atom.xml",
    "/sesi/kalender.ics",
    "/diskusi/",
    f"/diskusi/?q={WORD}",
    f"/diskusi/mirip/?title={WORD}",
    "/diskusi/atom.xml",
    "/kisah/",
    "/kisah/atom.xml",
    "/kisah/naskah/",
    "/kotak-masuk/",
    "/meja/",
    "/meja/beban/",
    "/alur/",
    "/alur/?menurut=wilayah&format=csv",
    "/alur/kasus/?format=csv",
    "/pesantren/al-hikmah/jalan/",
    "/pesantren/al-hikmah/capaian/",
    "/sesi/rekomendasi/",
    "/wilayah/3524/ikhtisar/",
    "/pesantren/al-hikmah/",
    "/api/cases",
    "/api/sessions",
    "/api/stories",
    "/api/readings",
]
# What differs each time for reasons of its own: keys of forms, moments of files.
ITS_OWN = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|DTSTAMP:\w+'
    r"|<updated>[^<]*</updated>|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene.set()


def walked(person: User | None, pages: list[str]) -> dict[str, str]:
    """Every page as this person reads it."""
    client = Client(headers={"host": "localhost"})
    if person:
        client.force_login(person)
    found = {}
    for page in pages:
        typed = {"title": f"Tentang {WORD}"}
        answer: Any = client.post(page, typed) if page == ALIKE else client.get(page)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode("utf-8", "replace")
        found[page] = f"{answer.status_code} {ITS_OWN.sub('', text)}"
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [page for page in before if before[page] != after[page]]


def outsiders(scene: Scene) -> dict[str, User | None]:
    """Whoever has no part in a case of Al-Hikmah that is not open to the network."""
    elsewhere = world.make_office("jember", region=world.make_region("3509", "Jember"))
    return {
        "public": None,
        "stranger": world.make_user(),
        "neighbour": world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER),
        "partner": world.make_member_of(world.make_partner(), Role.PARTNER),
        "mentor": world.make_member_of(scene.office, Role.MENTOR),
        "elsewhere": world.make_member_of(elsewhere, Role.OFFICER),
    }


def of_offices(scene: Scene) -> dict[str, User | None]:
    """Whoever would see the case if it were for the offices."""
    here = world.make_office("lamongan", region=scene.pesantren.region)
    return {
        "colleague": world.make_member_of(scene.office, Role.OFFICER),
        "secretary": PanelScene.around(scene).secretary,
        "regency": world.make_member_of(here, Role.OFFICER),
    }


def at_every_stage(scene: Scene, **other: Any) -> None:
    """A case at each stage, whose every text has the word."""
    for made in (
        scene.opened,
        scene.taken,
        scene.planned,
        scene.done,
        scene.measured,
        scene.closed,
    ):
        made(
            title=f"Tentang {WORD} kami",
            description=f"Selalu {WORD}.",
            tried=f"Mencoba {WORD}",
            enclosures=[paper()],
            **other,
        )
    scene.measured_anew(
        scene.done(title=f"Hasil {WORD}", **other),
        source=f"Buku {WORD}",
        period=f"Bulan {WORD}",
        enclosures=[paper()],
    )


def paper() -> Evidence:
    """A document that came under the word."""
    content = b"%PDF-1.7 " + WORD.encode() + b" %%EOF"
    return clean_evidence(ContentFile(content, name=f"{WORD}.pdf"))


def changed_for(
    people: dict[str, User | None], plant: Callable[[], None], *more: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """For each person the pages that are other than before, and those that have the word."""
    pages = [*PAGES, *more]
    before = {who: walked(person, pages) for who, person in people.items()}
    plant()
    after = {who: walked(person, pages) for who, person in people.items()}
    differ = {who: differing(before[who], after[who]) for who in people}
    # An address with the word in it is shown again by the search that it asks for.
    told = {
        who: [page for page in pages if WORD in after[who][page] and WORD not in page]
        for who in people
    }
    return differ, told


def test_what_is_hidden_changes_nothing_for_outsiders(scene: Scene) -> None:
    """Cases for named people and for offices, a hidden topic; then a session not announced."""
    people = outsiders(scene)
    panel = PanelScene.around(scene)
    secretary = panel.secretary

    def plant() -> None:
        at_every_stage(scene, audience=Audience.NAMED, readers=[scene.officer])
        at_every_stage(scene, audience=Audience.OFFICES)
        topic(scene, hidden_by=secretary)

    differ, told = changed_for(people, plant)

    assert differ == {who: [] for who in people}
    assert told == {who: [] for who in people}

    del people["elsewhere"]  # every office sees what is planned
    differ, told = changed_for(people, lambda: draft(panel))

    assert differ == {who: [] for who in people}
    assert told == {who: [] for who in people}


def test_what_a_case_of_the_network_stands_on_is_told_to_nobody_outside(scene: Scene) -> None:
    """Its words are everybody's in the network; its figures, and what shows them, are not."""
    people = outsiders(scene)
    wished = Decimal(73519)
    case = scene.opened(audience=Audience.NETWORK, target=wished, enclosures=[paper()])
    read_as(scene.officer)
    take_case(case, office=scene.office, by=scene.officer)
    measured = {"source": f"Buku {WORD}", "period": f"Bulan {WORD}", "enclosures": [paper()]}
    scene.measured_anew(case, **measured)
    own = [case.get_absolute_url(), f"/api/cases/{case.number}", "/api/koppontren/al-hikmah/cases"]
    files = [f"{own[0]}berkas/{row.pk}/" for row in Enclosure.objects.all()]
    pages = [page for page in (*PAGES, *own, *files) if WORD not in page]

    assert len(files) == 2
    for person in people.values():
        read = walked(person, pages)
        assert [page for page in read if WORD in read[page] or "73519" in read[page]] == []
    read = walked(scene.officer, pages)
    assert {*own[:2], *files} <= {
        page for page in read if WORD in read[page] or "73519" in read[page]
    }


def test_a_case_for_named_people_changes_nothing_for_other_offices(scene: Scene) -> None:
    people = of_offices(scene)
    differ, told = changed_for(
        people,
        lambda: at_every_stage(scene, audience=Audience.NAMED, readers=[scene.officer]),
    )
    story = scene.drafted(
        scene.agreed(audience=Audience.NAMED, readers=[scene.officer]), title=f"Kisah {WORD}"
    )
    for person in people.values():
        read = walked(person, [*PAGES, story.desk_url])
        assert [page for page in read if WORD in read[page] and WORD not in page] == []
    assert WORD in walked(scene.officer, ["/kisah/naskah/"])["/kisah/naskah/"]

    # A figure is a fact of the pesantren, which the offices see whatever it was measured for; what
    # it stands on is told on the case alone.
    figures = ["/pesantren/al-hikmah/capaian/", "/pesantren/al-hikmah/"]
    assert differ == dict.fromkeys(people, figures)
    assert told == {who: [] for who in people}
    for reading in Reading.objects.all():
        assert (reading.source, reading.period, reading.evidence.name) == (
            scene.pesantren.name,
            "",
            "",
        )


def test_a_session_that_is_not_announced_changes_nothing_for_a_pesantren(scene: Scene) -> None:
    panel = PanelScene.around(scene)
    differ, told = changed_for({"manager": scene.manager}, lambda: draft(panel))

    assert (differ, told) == ({"manager": []}, {"manager": []})


def test_whoever_may_see_it_does(scene: Scene) -> None:
    """The walk would find the word: it is no empty proof."""
    people: dict[str, User | None] = {"manager": scene.manager, "officer": scene.officer}
    people["secretary"] = PanelScene.around(scene).secretary
    differ, told = changed_for(people, lambda: at_every_stage(scene, audience=Audience.OFFICES))

    everywhere = {"/kasus/?lihat=semua", "/kasus/?lihat=semua&format=csv", "/api/cases"}
    for who in people:
        assert everywhere <= set(told[who])
        assert f"/cari/?q={WORD}" in differ[who]
        assert ALIKE in differ[who]
    assert {"/meja/", "/kotak-masuk/"} <= set(told["officer"])
    assert {"/meja/beban/"} <= set(differ["officer"])
    assert {"/alur/", "/alur/?menurut=wilayah&format=csv"} <= set(differ["secretary"])
    assert {"/alur/kasus/?format=csv"} <= set(told["secretary"])


def test_the_history_of_a_session_is_silent_on_a_case_behind_the_wall(scene: Scene) -> None:
    panel = PanelScene.around(scene)
    hidden = scene.opened(audience=Audience.NAMED, readers=[scene.officer, panel.secretary])
    read_as(panel.secretary)
    one, other = panel.announced(), panel.announced()
    add_item(one, kind="hearing", title="Kendala", minutes=5, case=hidden)
    add_item(other, kind="hearing", title="Kendala", minutes=5)
    pages = [f"{session.get_absolute_url()}riwayat/" for session in (one, other)]

    with translation.override("id"):
        word = f"<dt>{capfirst(gettext('Case'))}</dt>"
        gone = gettext("somebody who was deleted")
    assert [word in page for page in walked(panel.secretary, pages).values()] == [True, False]
    here = world.make_office("lamongan", region=scene.pesantren.region)
    for office in (scene.office, here):
        read = walked(world.make_member_of(office, Role.OFFICER), pages)
        assert [page.startswith("200") for page in read.values()] == [True] * 2
        assert [word in page or gone in page for page in read.values()] == [False] * 2


def draft(panel: PanelScene) -> None:
    panel.draft(theme=f"Sesi {WORD}", about=WORD)


def topic(scene: Scene, *, hidden_by: User | None = None) -> None:
    """A topic of the network with an answer, or one that was hidden."""
    assert scene.office.aspect
    read_as(scene.manager)
    opened = open_topic(
        title=f"Soal {WORD}",
        body=f"Bagaimana {WORD}?",
        aspect=scene.office.aspect,
        request_id=uuid4(),
        by=scene.manager,
    )
    if hidden_by:
        read_as(hidden_by)
        hide(opened.posts.get(), reason="Uji", by=hidden_by)
    else:
        read_as(scene.officer)
        reply(opened, body=f"Begini: {WORD}.", request_id=uuid4(), by=scene.officer)


def test_a_topic_of_the_network_changes_nothing_for_the_public(scene: Scene) -> None:
    differ, told = changed_for({"public": None}, lambda: topic(scene))

    assert (differ, told) == ({"public": []}, {"public": []})


def test_what_is_said_in_the_room_and_written_for_the_network_changes_nothing_outside(
    scene: Scene,
) -> None:
    panel = PanelScene.around(scene)
    session = panel.announced(video_url=f"https://meet.jit.si/{WORD}")
    panel.moderated(session)
    panel.registered(session)
    panel.moved(session, timedelta(minutes=-10))
    page = session.get_absolute_url()
    people = {"public": None, "stranger": world.make_user()}

    def plant() -> None:
        read_as(scene.manager)
        said = {"text": f"Bagaimana {WORD}?"}
        happen(session, Kind.ASKED, by=scene.manager, pesantren=scene.pesantren, payload=said)
        read_as(panel.secretary)
        kind = Minutes.Kind.MINUTES
        write_minutes(session, kind=kind, text=f"Soal {WORD}.", after=0, by=panel.secretary)

    differ, told = changed_for(
        people, plant, page, f"{page}ruang/", f"/api/sessions/{session.slug}"
    )

    assert differ == {who: [] for who in people}
    assert told == {who: [] for who in people}
    assert WORD in walked(scene.manager, [page])[page]
