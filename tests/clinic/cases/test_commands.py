"""The road of an obstacle, step by step, as the journal of the case shows it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases import commands, rules
from klinik.clinic.cases.models import Activity, Audience, Case, CaseEvent, Enclosure, Stage
from klinik.core.errors import DomainError
from klinik.directory.commands import record_reading, withdraw_readings
from klinik.directory.evidence import TooManyFiles
from klinik.directory.models import Reading
from klinik.directory.rules import BadReading
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene, first_figure, journal, put_right, shown

TODAY = timezone.localdate
DAY = timedelta(days=1)


def test_the_whole_road_is_told_by_its_events(scene: Scene) -> None:
    case = scene.agreed()

    assert journal(case) == [
        "opened by Manajer",
        "taken by Petugas",
        "planned by Petugas",
        "done by Petugas",
        "measured by Petugas",
        "closed by Petugas",
        "agreed by Manajer",
    ]
    assert case.result
    assert [first_figure(case).value, case.result.value] == [21, 4]


@pytest.mark.parametrize(
    ("walk", "stage"),
    [
        (Scene.opened, Stage.WAITING),
        (Scene.taken, Stage.TAKEN),
        (Scene.planned, Stage.PLANNED),
        (Scene.done, Stage.DONE),
        (Scene.measured, Stage.MEASURED),
        (Scene.closed, Stage.CLOSED),
    ],
)
def test_the_stage_follows_from_what_was_recorded(
    scene: Scene, walk: Callable[[Scene], Case], stage: Stage
) -> None:
    case = walk(scene)

    assert Case.objects.get(pk=case.pk).stage == stage


def test_a_case_has_a_number_of_its_year_and_no_two_share_one(scene: Scene) -> None:
    first, second = scene.opened(), scene.opened()
    year = TODAY().year

    assert (first.number, second.number) == (f"K-{year}-0001", f"K-{year}-0002")


def test_the_figure_at_the_opening_is_a_reading_of_the_pesantrens_own(scene: Scene) -> None:
    reading = first_figure(scene.opened())

    assert reading.origin == Reading.Origin.SELF_REPORTED
    assert (int(reading.value), reading.unit, reading.on) == (21, "hari", TODAY())
    assert (reading.is_public, reading.is_simulated) == (False, True)


def test_the_same_request_opens_one_case(scene: Scene) -> None:
    key = uuid4()

    assert scene.opened(request_id=key) == scene.opened(request_id=key)
    assert (Case.objects.count(), Reading.objects.count(), CaseEvent.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Lain"},
        {"description": "Lain"},
        {"tried": "Lain"},
        {"since": TODAY()},
        {"baseline": Decimal(22)},
        {"target": Decimal(6)},
        {"audience": Audience.NETWORK},
        {"enclosures": []},
        {"enclosures": [shown(b"%PDF-1.7 lain %%EOF")]},
        {"enclosures": [shown(), shown()]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_request_with_other_content_is_refused(
    scene: Scene, other: dict[str, object]
) -> None:
    key = uuid4()
    first = scene.opened(request_id=key, enclosures=[shown()])

    assert scene.opened(request_id=key, enclosures=[shown()], baseline=Decimal("21.000")) == first
    with pytest.raises(rules.RequestReused):
        scene.opened(**{"request_id": key, "enclosures": [shown()]} | other)
    for name, other_row in (
        ("aspect", world.make_office("pelatihan").aspect),
        ("indicator", world.make_indicator("members", unit="orang")),
    ):
        with pytest.raises(rules.RequestReused):
            scene.opened(request_id=key, enclosures=[shown()], **{name: other_row})
    assert Case.objects.count() == 1


def test_the_same_request_stays_the_same_when_the_case_has_gone_to_another_office(
    scene: Scene,
) -> None:
    key, other = uuid4(), world.make_office("pelatihan")
    case = scene.opened(request_id=key)
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    read_as(secretary)
    assert other.aspect
    commands.reassign_case(
        case, aspect=other.aspect, reason="Soal pelatihan", request_id=uuid4(), by=secretary
    )

    assert scene.opened(request_id=key) == case


def test_the_first_file_of_the_opening_is_evidence_of_its_figure(scene: Scene) -> None:
    other = b"%PDF-1.7 lain %%EOF"
    case = scene.opened(enclosures=[shown(), shown(other)])

    kept = [(row.name, row.size, Path(row.file.path).read_bytes()) for row in files_of(case)]
    assert kept == [("nota.pdf", 19, b"%PDF-1.7 nota %%EOF"), ("nota.pdf", 19, other)]
    assert first_figure(case).origin == Reading.Origin.DOCUMENT
    assert first_figure(case).evidence.name == files_of(case)[0].file.name


def test_more_files_than_somebody_looks_through_are_refused(scene: Scene) -> None:
    with pytest.raises(TooManyFiles):
        scene.opened(enclosures=[shown()] * 6)
    assert Case.objects.count() == 0


def files_of(case: Case) -> list[Enclosure]:
    """What came with the first event of a case."""
    return list(case.events.earliest("pk").enclosures.all())


def test_an_obstacle_lies_in_the_past_and_wants_a_change(scene: Scene) -> None:
    with pytest.raises(rules.BadDay):
        scene.opened(since=TODAY() + DAY)
    with pytest.raises(rules.SameFigure):
        scene.opened(target=Decimal(21))
    assert Case.objects.count() == 0


def test_taking_twice_is_taking_once(scene: Scene) -> None:
    case = scene.taken()

    commands.take_case(case, office=scene.office, by=scene.officer)

    assert journal(case) == ["opened by Manajer", "taken by Petugas"]


def test_the_second_officer_is_told_who_was_faster(scene: Scene) -> None:
    case = scene.taken()
    other = world.make_member_of(scene.office, Role.OFFICER, name="Lambat")
    read_as(other)

    with pytest.raises(rules.TakenByAnother) as refusal:
        commands.take_case(case, office=scene.office, by=other)
    assert "Petugas" in str(refusal.value.message)


def test_only_the_office_of_the_aspect_takes_a_case(scene: Scene) -> None:
    case, other = scene.opened(), world.make_office("pelatihan")
    officer = world.make_member_of(other, Role.OFFICER)
    read_as(officer)

    with pytest.raises(rules.OtherOffice):
        commands.take_case(case, office=other, by=officer)


def test_another_aspect_sends_the_case_to_another_office(scene: Scene) -> None:
    case, other = scene.planned(), world.make_office("pelatihan")
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    assert other.aspect
    read_as(secretary)

    key = uuid4()
    for _ in range(2):
        case = commands.reassign_case(
            case, aspect=other.aspect, reason="Soal pelatihan", request_id=key, by=secretary
        )
    assert (case.aspect, case.office, case.stage) == (other.aspect, None, Stage.WAITING)

    officer = world.make_member_of(other, Role.OFFICER)
    read_as(officer)
    case = commands.take_case(case, office=other, by=officer)
    assert (case.office, case.stage) == (other, Stage.PLANNED)
    assert case.events.filter(kind=CaseEvent.Kind.REASSIGNED).count() == 1


def test_a_case_is_not_sent_to_where_it_is(scene: Scene) -> None:
    case = scene.opened()

    with pytest.raises(rules.SameAspect):
        commands.reassign_case(
            case, aspect=case.aspect, reason="Salah", request_id=uuid4(), by=scene.manager
        )


def test_a_message_sent_twice_stands_once(scene: Scene) -> None:
    case, key = scene.opened(), uuid4()

    for _ in range(2):
        commands.answer_case(case, text="Halo", request_id=key, by=scene.manager)

    assert journal(case) == ["opened by Manajer", "answered by Manajer"]
    for other in ({"text": "Lain"}, {"text": "Halo", "enclosures": [shown()]}):
        with pytest.raises(rules.RequestReused):
            commands.answer_case(case, request_id=key, by=scene.manager, **other)
    with pytest.raises(rules.NothingSaid):
        commands.answer_case(case, text=" \n ", request_id=uuid4(), by=scene.manager)


def activity(on_day: int = 0) -> dict[str, object]:
    """A visit so many days from today."""
    content = {"kind": Activity.Kind.VISIT, "what": "Kunjungan", "who": "Bidang"}
    return content | {"on": TODAY() + on_day * DAY, "request_id": uuid4()}


def test_an_activity_waits_for_an_office_and_lies_ahead(scene: Scene) -> None:
    with pytest.raises(rules.NotTaken):
        commands.set_activity(scene.opened(), by=scene.officer, **activity())  # type: ignore[arg-type]
    with pytest.raises(rules.BadDay):
        commands.set_activity(scene.taken(), by=scene.officer, **activity(-1))  # type: ignore[arg-type]


def test_the_next_activity_is_set_when_one_is_done(scene: Scene) -> None:
    case = scene.planned()

    row, key = case.activities.get(), uuid4()
    for _ in range(2):
        commands.complete_activity(row, on=TODAY(), note="Hadir", request_id=key, by=scene.officer)
    case = commands.set_activity(case, by=scene.officer, **activity(3))  # type: ignore[arg-type]

    assert case.stage == Stage.PLANNED
    assert journal(case)[2:] == ["planned by Petugas", "done by Petugas", "planned by Petugas"]


def test_the_same_activity_sent_twice_is_set_once(scene: Scene) -> None:
    case, visit = scene.taken(), activity(3)

    for _ in range(2):
        commands.set_activity(case, by=scene.officer, **visit)  # type: ignore[arg-type]

    assert case.activities.count() == 1
    others = {"kind": "training", "what": "Lain", "who": "Lain", "on": TODAY() + 4 * DAY}
    for name, other in others.items():
        with pytest.raises(rules.RequestReused):
            commands.set_activity(case, by=scene.officer, **visit | {name: other})  # type: ignore[arg-type]


def test_a_second_report_is_refused_and_none_is_thrown_away(scene: Scene) -> None:
    case = scene.planned()
    row, key = case.activities.get(), uuid4()
    report: dict[str, Any] = {"on": TODAY(), "note": "Hadir", "place": "Aula", "by": scene.officer}
    report |= {"latitude": Decimal("-7.1"), "longitude": Decimal("112.4"), "enclosures": [shown()]}
    commands.complete_activity(row, request_id=key, **report)
    commands.complete_activity(row, request_id=key, **report)

    others = {"note": "Lain", "place": "Lain", "latitude": Decimal(0), "enclosures": []}
    for name, other in others.items():
        with pytest.raises(rules.RequestReused):
            commands.complete_activity(row, request_id=key, **report | {name: other})
    with pytest.raises(rules.AlreadyDone):
        commands.complete_activity(row, request_id=uuid4(), **report)
    assert case.events.get(kind="done").enclosures.count() == 1


def test_an_activity_is_not_done_before_its_day_has_come(scene: Scene) -> None:
    row = scene.planned().activities.get()

    with pytest.raises(rules.BadDay):
        commands.complete_activity(
            row, on=TODAY() + DAY, note="Hadir", request_id=uuid4(), by=scene.officer
        )
    with pytest.raises(rules.NothingSaid):
        commands.complete_activity(row, on=TODAY(), note=" ", request_id=uuid4(), by=scene.officer)


def result(case: Case, scene: Scene, **other: object) -> Case:
    """A result of four days today."""
    content: dict[str, object] = {
        "value": Decimal(4),
        "on": TODAY(),
        "source": "Buku",
        "request_id": uuid4(),
        "by": scene.officer,
    }
    return commands.record_result(case, **content | other)  # type: ignore[arg-type]


def test_a_result_sent_twice_is_one_reading(scene: Scene) -> None:
    case, key = scene.taken(), uuid4()

    for _ in range(2):
        case = result(case, scene, request_id=key)

    assert Reading.objects.filter(pesantren=scene.pesantren).count() == 2
    assert case.stage == Stage.MEASURED
    others = {"value": Decimal(3), "source": "Lain", "period": "per hari", "enclosures": [shown()]}
    for name, other in others.items():
        with pytest.raises(rules.RequestReused):
            result(case, scene, request_id=key, **{name: other})


def test_a_result_is_of_a_day_since_the_opening(scene: Scene) -> None:
    case = scene.taken()

    with pytest.raises(rules.BadDay):
        result(case, scene, on=TODAY() + DAY)
    with pytest.raises(rules.BadDay):
        result(case, scene, on=TODAY() - DAY)
    assert Reading.objects.count() == 1


def test_a_later_result_takes_the_place_of_the_first_and_both_stay(scene: Scene) -> None:
    case = result(scene.measured(), scene, value=Decimal(3))

    assert case.result
    assert case.result.value == 3
    assert journal(case)[-2:] == ["measured by Petugas", "measured by Petugas"]


def from_books(scene: Scene, **other: object) -> Reading:
    """A figure that the cooperative shared."""
    read_as(scene.manager)
    content: dict[str, object] = {
        "indicator": scene.indicator,
        "value": 6,
        "period": "",
        "on": TODAY(),
        "origin": Reading.Origin.BOOKS,
        "source": "Buku koperasi",
        "evidence_hash": "f" * 64,
        "consent_number": uuid4(),
        "by": scene.manager,
    }
    reading = record_reading(scene.pesantren, **content | other)  # type: ignore[arg-type]
    read_as(scene.officer)
    return reading


def test_a_figure_from_the_books_can_be_the_result(scene: Scene) -> None:
    case, reading = scene.taken(), from_books(scene)

    for _ in range(2):
        case = commands.choose_result(case, reading=reading, by=scene.officer)
    case = commands.close_case(case, by=scene.officer)

    assert (case.result, case.stage) == (reading, Stage.CLOSED)
    assert journal(case)[2:] == ["measured by Petugas", "closed by Petugas"]


def test_a_figure_whose_consent_was_withdrawn_closes_nothing(scene: Scene) -> None:
    case, reading = scene.taken(), from_books(scene)
    case = commands.choose_result(case, reading=reading, by=scene.officer)
    assert reading.consent_number
    withdraw_readings(reading.consent_number)
    reading.refresh_from_db()

    with pytest.raises(rules.NoResult):
        commands.close_case(case, by=scene.officer)
    with pytest.raises(rules.OtherFigure):
        commands.choose_result(scene.taken(), reading=reading, by=scene.officer)


def test_a_figure_that_was_put_right_closes_nothing_until_it_is_measured_anew(
    client: Client, scene: Scene
) -> None:
    case = scene.measured()
    assert case.result
    put_right(case.result, by=scene.manager)
    read_as(scene.officer)
    with pytest.raises(rules.NoResult):
        commands.close_case(case, by=scene.officer)
    client.force_login(scene.officer)
    steps = client.get(case.get_absolute_url()).context["steps"]
    assert ("measure" in steps, "close" in steps) == (True, False)
    case = scene.measured_anew(case)

    assert commands.close_case(case, by=scene.officer).is_closed


def test_nobody_agrees_to_the_story_of_a_figure_that_was_put_right(scene: Scene) -> None:
    case = scene.closed()
    assert case.result
    put_right(case.result, by=scene.manager)

    with pytest.raises(rules.ResultHidden):
        commands.agree_to_story(case, by=scene.manager)


def test_a_figure_of_something_else_is_no_result(scene: Scene) -> None:
    case = scene.taken()
    other = from_books(scene, indicator=world.make_indicator("members", unit="orang"))

    with pytest.raises(rules.OtherFigure):
        commands.choose_result(case, reading=other, by=scene.officer)
    spoken = from_books(scene, origin=Reading.Origin.SELF_REPORTED, consent_number=None)
    for reading in (first_figure(case), spoken):
        with pytest.raises(rules.OtherFigure):
            commands.choose_result(case, reading=reading, by=scene.officer)


def test_a_case_in_rupiah_speaks_of_whole_rupiah(scene: Scene) -> None:
    turnover = world.make_indicator("turnover", unit="rupiah")
    for other in ({"target": Decimal("900.5")}, {"baseline": Decimal("1000.25")}):
        with pytest.raises(BadReading):
            scene.opened(**{"indicator": turnover, "baseline": Decimal(1000)} | other)

    assert Case.objects.count() == 0


def test_a_case_without_a_result_is_not_closed(scene: Scene) -> None:
    with pytest.raises(rules.NoResult):
        commands.close_case(scene.done(), by=scene.officer)


def test_closing_twice_is_closing_once(scene: Scene) -> None:
    case = commands.close_case(scene.closed(), by=scene.officer)

    assert journal(case).count("closed by Petugas") == 1


def test_the_pesantren_may_say_that_it_needs_no_help_any_more(scene: Scene) -> None:
    case = scene.opened()
    with pytest.raises(rules.NothingSaid):
        commands.withdraw_case(case, reason="", by=scene.manager)

    for _ in range(2):
        case = commands.withdraw_case(case, reason="Sudah beres sendiri", by=scene.manager)

    assert case.is_closed
    assert journal(case) == ["opened by Manajer", "closed by Manajer"]
    with pytest.raises(rules.NotClosed):
        commands.agree_to_story(case, by=scene.manager)


def test_agreeing_waits_for_a_result_and_happens_once(scene: Scene) -> None:
    with pytest.raises(rules.NotClosed):
        commands.agree_to_story(scene.measured(), by=scene.officer)

    case = commands.agree_to_story(scene.agreed(), by=scene.manager)

    assert journal(case).count("agreed by Manajer") == 1


def test_nobody_agrees_to_the_story_of_a_figure_that_is_shown_no_more(scene: Scene) -> None:
    case, reading = scene.taken(), from_books(scene)
    commands.choose_result(case, reading=reading, by=scene.officer)
    case = commands.close_case(case, by=scene.officer)
    assert reading.consent_number
    read_as(scene.manager)
    withdraw_readings(reading.consent_number)

    with pytest.raises(rules.ResultHidden):
        commands.agree_to_story(case, by=scene.manager)


def closed_steps() -> list[Callable[[Case, Scene], Case]]:
    """Every step that a closed case refuses."""
    office = world.make_office
    return [
        lambda case, s: commands.take_case(case, office=s.office, by=s.officer),
        lambda case, s: commands.answer_case(case, text="x", request_id=uuid4(), by=s.officer),
        lambda case, s: commands.set_activity(case, by=s.officer, **activity(1)),  # type: ignore[arg-type]
        lambda case, s: result(case, s),
        lambda case, s: commands.choose_result(case, reading=from_books(s), by=s.officer),
        lambda case, s: commands.reassign_case(
            case,
            aspect=office("produk").aspect,  # type: ignore[arg-type]
            reason="x",
            request_id=uuid4(),
            by=s.officer,
        ),
    ]


@pytest.mark.parametrize("step", range(6))
def test_nothing_more_is_recorded_of_a_closed_case(scene: Scene, step: int) -> None:
    case = scene.closed()
    before = journal(case)

    with pytest.raises(rules.CaseClosed):
        closed_steps()[step](case, scene)
    assert journal(case) == before


def test_an_open_activity_of_a_closed_case_stays_open(scene: Scene) -> None:
    case = scene.planned()
    read_as(scene.manager)
    commands.withdraw_case(case, reason="Tidak perlu", by=scene.manager)

    with pytest.raises(rules.CaseClosed):
        commands.complete_activity(
            case.activities.get(), on=TODAY(), note="x", request_id=uuid4(), by=scene.manager
        )


def test_every_refusal_has_a_sentence_and_a_code_of_its_own() -> None:
    refusals = [
        kind
        for kind in vars(rules).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
    ]

    assert len({kind.code for kind in refusals}) == len(refusals) >= 13
