"""Minutes in revisions, the recording, and recommendations that become cases."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.clinic.cases.commands import take_case
from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.cases.rules import MovedOn
from klinik.clinic.sessions.commands import (
    publish_recording,
    take_back_case_of,
    turn_into_case,
    withdraw_recommendation,
    write_minutes,
)
from klinik.clinic.sessions.models import AgendaItem, Minutes, Recommendation
from klinik.clinic.sessions.queries import latest_minutes
from klinik.clinic.sessions.rules import (
    ChangedSince,
    NoReason,
    NotBegun,
    OtherPesantren,
    RequestReused,
    ReviewBeforeDue,
    UnsafeLink,
    Withdrawn,
)
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.sessions.scene import PanelScene, told

Kind = Minutes.Kind


def test_every_revision_of_the_minutes_is_kept(panel: PanelScene) -> None:
    session = panel.over()
    for after, text in enumerate(("Dibuka.", "Dibuka, lalu kisah.")):
        write_minutes(session, kind=Kind.MINUTES, text=text, after=after, by=panel.secretary)
    again = write_minutes(
        session, kind=Kind.MINUTES, text="Dibuka, lalu kisah.", after=1, by=panel.secretary
    )

    assert again.revision == 2
    assert latest_minutes(session, Kind.MINUTES) == again
    assert latest_minutes(session, Kind.SUMMARY) is None
    rows = session.minutes_written.filter(kind=Kind.MINUTES)
    assert [row.text for row in rows] == ["Dibuka, lalu kisah.", "Dibuka."]


def test_who_wrote_from_an_older_revision_is_told(panel: PanelScene) -> None:
    session = panel.over()
    write_minutes(session, kind=Kind.SUMMARY, text="Satu", after=0, by=panel.secretary)

    with pytest.raises(ChangedSince):
        write_minutes(session, kind=Kind.SUMMARY, text="Dua", after=0, by=panel.secretary)
    with pytest.raises(NoReason):
        write_minutes(session, kind=Kind.SUMMARY, text=" ", after=1, by=panel.secretary)


def test_the_database_keeps_the_order_of_revisions(panel: PanelScene) -> None:
    session = panel.over()
    said: dict[str, Any] = {"session": session, "kind": Kind.MINUTES, "by": panel.secretary}
    Minutes.objects.create(revision=1, text="x", **said)
    for revision in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.create(revision=revision, text="y", **said)
    assert Minutes.objects.filter(session=session).update(text="y") == 0


def test_a_recording_is_a_safe_link_of_what_has_begun(panel: PanelScene) -> None:
    with pytest.raises(NotBegun):
        publish_recording(panel.announced(), url="https://contoh.example/rekaman")
    session = panel.over()
    with pytest.raises(UnsafeLink):
        publish_recording(session, url="http://contoh.example/rekaman")

    kept = publish_recording(session, url="https://contoh.example/rekaman")

    assert kept.recording_url == "https://contoh.example/rekaman"
    assert publish_recording(session, url="").recording_url == ""


def test_a_recommendation_is_told_to_its_office_and_its_pesantren(panel: PanelScene) -> None:
    session = panel.over()
    other = world.make_office("pemasaran")
    marketing = world.make_member_of(other, Role.OFFICER)

    panel.recommended(session, office=other)

    assert told(panel.manager) == ["session.recommended"]
    assert told(marketing) == ["session.recommended"]
    assert told(panel.officer) == []  # who wrote it knows


def test_sent_twice_it_stands_once(panel: PanelScene) -> None:
    session, key = panel.over(), uuid4()

    assert panel.recommended(session, request_id=key) == panel.recommended(session, request_id=key)


def test_another_recommendation_under_the_same_key_is_refused(panel: PanelScene) -> None:
    session, key = panel.over(), uuid4()
    row = panel.recommended(session, request_id=key)
    read_as(panel.secretary)
    item = AgendaItem.objects.create(session=session, order=1, kind="talk", title="x", minutes=5)
    today = timezone.localdate()
    others: dict[str, Any] = {
        "text": "Lain",
        "pesantren": world.make_pesantren("an-nur"),
        "office": world.make_office("pemasaran"),
        "due_on": today + timedelta(days=31),
        "review_on": today + timedelta(days=61),
        "item": item,
    }
    for name, value in others.items():
        with pytest.raises(RequestReused):
            panel.recommended(session, request_id=key, **{name: value})
    with pytest.raises(RequestReused):
        panel.recommended(panel.over(), request_id=key)

    turned(panel, row)
    assert panel.recommended(session, request_id=key) == row  # its case is not of the request


def test_what_cannot_be_meant_is_refused(panel: PanelScene) -> None:
    session = panel.over()
    today = timezone.localdate()

    with pytest.raises(ReviewBeforeDue):
        panel.recommended(session, due_on=today, review_on=today.replace(year=today.year - 1))
    with pytest.raises(NoReason):
        panel.recommended(session, text=" ")
    with pytest.raises(NotBegun):
        panel.recommended(panel.announced())


def turned(panel: PanelScene, row: Recommendation, audience: str = Audience.OFFICES) -> Case:
    read_as(panel.officer)
    return turn_into_case(row, audience=audience, by=panel.officer)


def test_a_recommendation_becomes_one_case_with_what_it_says(panel: PanelScene) -> None:
    row = panel.recommended(panel.over(), text="Pindahkan simpanan. " * 20)

    case = turned(panel, row)

    assert turned(panel, row) == case
    assert Case.objects.count() == 1
    row.refresh_from_db()
    assert (row.case, case.pesantren, case.opened_by) == (case, panel.pesantren, panel.officer)
    assert (case.aspect, case.audience) == (panel.office.aspect, Audience.OFFICES)
    assert (case.description, case.title[-1], case.has_figure) == (row.text, "…", False)
    assert told(panel.manager)[-1] == "case.asks"


def test_an_office_without_an_aspect_gives_the_case_one_of_the_session(panel: PanelScene) -> None:
    regency = world.make_office("lamongan", region=panel.pesantren.region)
    row = panel.recommended(panel.over(), office=regency)

    assert regency.aspect is None
    assert turned(panel, row).aspect == panel.office.aspect


def test_a_tap_by_mistake_is_taken_back_and_may_be_made_anew(panel: PanelScene) -> None:
    row = panel.recommended(panel.over())
    first = turned(panel, row)

    for _time in range(2):  # done twice, it is done once
        take_back_case_of(row, by=panel.officer)
    row.refresh_from_db()
    first.refresh_from_db()
    second = turned(panel, row)

    assert (row.case, row.taken_back, first.is_closed) == (None, 1, True)
    assert second != first
    assert not second.is_closed


def test_what_somebody_went_on_with_is_not_taken_back(panel: PanelScene) -> None:
    session = panel.over()
    taken, named = panel.recommended(session), panel.recommended(session)
    take_case(turned(panel, taken), office=panel.office, by=panel.officer)
    panel.recommended(session, case=turned(panel, named))
    late = panel.recommended(session, case=turned(panel, panel.recommended(session)))

    for row in (taken, named, late):
        row.refresh_from_db()
        with pytest.raises(MovedOn):
            take_back_case_of(row, by=panel.officer)


def test_the_database_lets_no_other_case_leave_a_recommendation(panel: PanelScene) -> None:
    row = panel.recommended(panel.over())
    turned(panel, row)
    rows = Recommendation.objects.filter(pk=row.pk)
    for change in ({"case": None, "taken_back": 1}, {"case": None}, {"taken_back": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_it_lies_with_a_case_of_the_same_pesantren_alone(panel: PanelScene) -> None:
    session = panel.over()
    case = turned(panel, panel.recommended(session))
    elsewhere = world.make_pesantren("an-nur")

    with pytest.raises(OtherPesantren):
        panel.recommended(session, case=case, pesantren=elsewhere)
    row = panel.recommended(session, case=case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(
            session=session,
            pesantren=elsewhere,
            case=case,
            office=panel.office,
            text="x",
            due_on=row.due_on,
            review_on=row.review_on,
            by=panel.officer,
        )


def test_taken_back_it_stays_with_the_reason_and_opens_no_case(panel: PanelScene) -> None:
    row = panel.recommended(panel.over())

    withdraw_recommendation(row, reason="Sudah selesai.", by=panel.officer)
    withdraw_recommendation(row, reason="Lain", by=panel.officer)

    row.refresh_from_db()
    assert (row.withdrawn_reason, row.withdrawn_by) == ("Sudah selesai.", panel.officer)
    with pytest.raises(Withdrawn):
        turned(panel, row)


def test_the_database_changes_nothing_of_what_was_recommended(panel: PanelScene) -> None:
    row = panel.recommended(panel.over())
    rows = Recommendation.objects.filter(pk=row.pk)
    for change in (
        {"text": "Lain"},
        {"due_on": timezone.localdate()},
        {"office": panel.office.pk + 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
