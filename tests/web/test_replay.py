"""The first session of the demonstration, from the obstacle to the figure of the books."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from klinik.clinic.cases.models import Case, Stage
from klinik.clinic.sessions.models import AttendanceMark, Session
from klinik.clinic.sessions.queries import participants_of
from klinik.clinic.sessions.room.queries import room_of
from klinik.clinic.stories.models import Story
from klinik.directory.models import Pesantren, Reading
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.programme.chain.queries import Way, way_of
from klinik.programme.chain.rules import Link
from klinik.web.demo_data import clinic, directory, people, replay

WAY = "/pesantren/tirta-ilmu/jalan/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def session(db: None) -> Session:
    """The session, played again; it takes half a minute, so one test looks at all of it."""
    for step in (directory, people, clinic, replay):
        step.load()
    return Session.objects.get(theme__startswith="Putar ulang")


def test_the_first_session_is_played_again(session: Session, client: Client) -> None:
    who_came(session)
    the_story_is_real_and_has_its_source(session, client)
    nothing_invented_hangs_on_a_real_pesantren()
    the_question_became_the_case_that_the_books_closed(session)
    one_address_shows_the_whole_chain()
    the_public_sees_what_is_open_of_it(client)
    played_twice_it_is_there_once(session)


def way_for(email: str | None, slug: str = "tirta-ilmu") -> Way:
    read_as(User.objects.get(email=email) if email else None)
    return way_of(Pesantren.objects.get(slug=slug))


def said(links: list[Link]) -> list[tuple[str, date]]:
    return [(link.kind, link.on) for link in links]


def who_came(session: Session) -> None:
    """140 invented pesantren; five offices on the panel."""
    read_as(User.objects.get(email="sekretariat@opop.example"))
    came = [row.pesantren for row, _standing in participants_of(session)]

    assert (len(came), session.is_simulated, str(session.starts_at.date())) == (
        140,
        True,
        "2025-03-04",
    )
    assert {place.is_simulated for place in came} == {True}
    assert AttendanceMark.objects.filter(session=session).count() == 140
    session.refresh_from_db()
    assert session.present == 140
    assert sorted(row.office.code for row in session.panel.all() if row.office) == [
        "kelembagaan",
        "pelatihan",
        "pemasaran",
        "pembiayaan",
        "produksi",
    ]


def the_story_is_real_and_has_its_source(session: Session, client: Client) -> None:
    page = client.get(session.get_absolute_url()).content.decode()
    maker = Pesantren.objects.get(products__name="Kopi Bikla")
    story = Story.objects.get(pesantren=maker)

    assert f'href="{story.get_absolute_url()}"' in page
    assert "2.000 kg" in page
    assert client.get(story.get_absolute_url()).status_code == 200
    read_as(None)
    before, after = Story.objects.get(pk=story.pk).figures or (None, None)
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == (Decimal(5), Decimal(2000))
    assert before.source == after.source == clinic.ARTICLE


def nothing_invented_hangs_on_a_real_pesantren() -> None:
    maker = Pesantren.objects.get(products__name="Kopi Bikla")

    assert way_for(None, maker.slug).heard == []
    assert way_for("sekretariat@opop.example", maker.slug).chains == []


def the_question_became_the_case_that_the_books_closed(session: Session) -> None:
    read_as(User.objects.get(email="petugas@pembiayaan.example"))
    (question,) = room_of(session).questions.values()
    case = Case.objects.get(pesantren__slug="tirta-ilmu")
    result = Reading.objects.get(pk=case.result_id or 0)

    assert (question.case, len(question.votes)) == (case.number, 2)
    assert (case.stage, case.is_simulated) == (Stage.CLOSED, True)
    assert (result.origin, result.on) == (Reading.Origin.BOOKS, replay.READ_ON)
    assert replay.BEFORE < replay.WISHED < result.value == Decimal(26_050_000)
    assert len(result.evidence_hash) == 64


def one_address_shows_the_whole_chain() -> None:
    (chain,) = way_for("manajer@tirta-ilmu.example").chains

    assert said(chain.links) == [
        ("asked", date(2025, 3, 4)),
        ("opened", date(2025, 3, 4)),
        ("recommended", date(2025, 3, 4)),
        ("baseline", date(2025, 3, 4)),
        ("activity", date(2025, 4, 15)),
        ("activity", date(2025, 6, 1)),
        ("reading", date(2025, 9, 30)),
        ("closed", date(2025, 10, 3)),
        ("story", date(2025, 10, 6)),
    ]
    assert not chain.goes_on


def the_public_sees_what_is_open_of_it(client: Client) -> None:
    way = way_for(None)

    assert way.chains == []
    assert said(way.open) == [
        ("heard", date(2025, 3, 4)),
        ("baseline", date(2025, 3, 4)),
        ("reading", date(2025, 9, 30)),
        ("story", date(2025, 10, 6)),
    ]
    page = client.get(WAY).content.decode()
    assert "Simulasi" in page or "simulasi" in page
    assert "Rp26.050.000" in page
    assert Case.objects.count() == 0  # the public reads no case


def played_twice_it_is_there_once(session: Session) -> None:
    replay.load()
    read_as(User.objects.get(email="sekretariat@opop.example"))

    assert Session.objects.filter(theme=session.theme).count() == 1
    assert Case.objects.filter(pesantren__slug="tirta-ilmu").count() == 1
