"""Periods are closed by one person, and opened again by two; the database says the same."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from klinik.finance.ledger.models import Book, PeriodEvent
from klinik.finance.ledger.periods.commands import (
    answer_reopening,
    ask_reopening,
    close_out,
    close_period,
    undo_close_out,
)
from klinik.finance.ledger.periods.queries import results_left
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.refusals import (
    AlreadyClosed,
    NoReopeningWaits,
    PeriodClosed,
    PeriodIsOpen,
    PeriodNotOver,
    ReasonMissing,
    ReopeningWaits,
    RequestReused,
    SamePerson,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal, put
from tests.finance.ledger.owner import Owner
from tests.finance.ledger_periods.conftest import YEAR
from tests.world import make_user

AUGUST, OCTOBER = date(2026, 8, 31), date(2026, 10, 31)
as_owner = pytest.mark.django_db(databases=["owner"])


@pytest.fixture
def chair(db: None) -> User:
    return make_user("Ketua")


def closed_through(koppontren: Koppontren) -> date | None:
    return Book.objects.get(pk=koppontren.pk).closed_through


def close(
    koppontren: Koppontren, through: date, by: User, request: UUID | None = None
) -> PeriodEvent:
    return close_period(koppontren, through=through, request_id=request or uuid4(), by=by)


def ask(
    koppontren: Koppontren, through: date, by: User, reason: str = "Nota tercecer"
) -> PeriodEvent:
    return ask_reopening(koppontren, through=through, reason=reason, request_id=uuid4(), by=by)


def answer(asked: PeriodEvent, by: User, *, is_approved: bool = True) -> PeriodEvent:
    return answer_reopening(asked, is_approved=is_approved, request_id=uuid4(), by=by)


def steps(koppontren: Koppontren) -> list[tuple[str, date, date | None]]:
    events = PeriodEvent.objects.of(koppontren)
    return list(events.values_list("what", "through", "before"))


def test_nothing_is_recorded_in_a_closed_month(koppontren: Koppontren, bookkeeper: User) -> None:
    close(koppontren, OCTOBER, bookkeeper)
    legs = [dr(account(koppontren, "1111"), 5_000), cr(account(koppontren, "4310"), 5_000)]
    with pytest.raises(PeriodClosed, match="31 Oktober 2026"):
        put(koppontren, legs, by=bookkeeper, on=OCTOBER)

    assert closed_through(koppontren) == OCTOBER
    assert put(koppontren, legs, by=bookkeeper, on=date(2026, 11, 1)).on == date(2026, 11, 1)


def test_asked_twice_a_month_is_closed_once(koppontren: Koppontren, bookkeeper: User) -> None:
    request = uuid4()
    first = close(koppontren, AUGUST, bookkeeper, request)

    assert close(koppontren, AUGUST, bookkeeper, request) == first
    with pytest.raises(RequestReused):
        close(koppontren, OCTOBER, bookkeeper, request)
    with pytest.raises(AlreadyClosed):
        close(koppontren, AUGUST, bookkeeper)
    assert steps(koppontren) == [("closed", AUGUST, None)]


@pytest.mark.parametrize("day", [date(2026, 10, 30), date(2099, 1, 31)])
def test_only_whole_months_that_are_over_are_closed(
    koppontren: Koppontren, bookkeeper: User, day: date
) -> None:
    with pytest.raises(PeriodNotOver):
        close(koppontren, day, bookkeeper)


def test_a_second_person_opens_what_the_first_asked_for(
    koppontren: Koppontren, bookkeeper: User, chair: User
) -> None:
    close(koppontren, OCTOBER, bookkeeper)
    asked = ask(koppontren, AUGUST, bookkeeper)
    assert closed_through(koppontren) == OCTOBER
    with pytest.raises(SamePerson):
        answer(asked, bookkeeper)
    answer(asked, chair)

    assert closed_through(koppontren) == AUGUST
    assert steps(koppontren) == [
        ("closed", OCTOBER, None),
        ("asked", AUGUST, OCTOBER),
        ("reopened", AUGUST, OCTOBER),
    ]
    with pytest.raises(NoReopeningWaits):
        answer(asked, chair)


def test_a_request_is_declined_or_taken_back(
    koppontren: Koppontren, bookkeeper: User, chair: User
) -> None:
    close(koppontren, OCTOBER, bookkeeper)
    answer(ask(koppontren, AUGUST, bookkeeper), chair, is_approved=False)
    answer(ask(koppontren, AUGUST, bookkeeper), bookkeeper, is_approved=False)

    assert closed_through(koppontren) == OCTOBER


def test_what_is_asked_for_must_be_closed_and_have_a_reason_and_wait_alone(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    close(koppontren, AUGUST, bookkeeper)
    with pytest.raises(PeriodIsOpen):
        ask(koppontren, AUGUST, bookkeeper)
    with pytest.raises(ReasonMissing):
        ask(koppontren, date(2026, 7, 31), bookkeeper, reason="  ")
    ask(koppontren, date(2026, 7, 31), bookkeeper)
    with pytest.raises(ReopeningWaits):
        ask(koppontren, date(2026, 6, 30), bookkeeper)


def test_a_request_that_waited_opens_nothing_that_is_open_by_then(
    koppontren: Koppontren, bookkeeper: User, chair: User
) -> None:
    close(koppontren, OCTOBER, bookkeeper)
    answer(ask(koppontren, AUGUST, bookkeeper), chair)
    with pytest.raises(PeriodIsOpen):
        ask(koppontren, date(2026, 9, 30), bookkeeper)


@as_owner
def test_the_tables_know_the_rules_of_periods(owner: Owner) -> None:
    def state_of(what: str, day: str, **options: object) -> str:
        with pytest.raises(DatabaseError) as refused, transaction.atomic(using="owner"):
            owner.step(what, day, **options)  # type: ignore[arg-type]
        return str(getattr(refused.value.__cause__, "sqlstate", ""))

    assert state_of("closed", "2026-10-30") == "23K41"
    assert state_of("closed", "2099-12-31") == "23K41"
    assert state_of("opened", "2026-08-31") == "23K47"
    owner.close_through("2026-10-31")
    assert state_of("closed", "2026-10-31") == "23K40"
    assert state_of("asked", "2026-10-31", reason="Nota") == "23K42"
    assert state_of("asked", "2026-08-31") == "23K46"
    asked = owner.step("asked", "2026-08-31", reason="Nota")
    assert state_of("asked", "2026-08-31", reason="Nota") == "23K43"
    assert state_of("reopened", "2026-08-31", asked=asked) == "23K45", "the same person"
    assert state_of("reopened", "2026-08-31") == "23K44"
    owner.step("kept", "2026-08-31", asked=asked)
    assert state_of("kept", "2026-08-31", asked=asked) == "23K44"


@as_owner
def test_not_even_the_owner_moves_the_day_by_hand(owner: Owner) -> None:
    owner.close_through("2026-10-31")
    states = []
    for statement in (
        "UPDATE ledger_book SET closed_through = NULL",
        "UPDATE ledger_book SET closed_through = '2026-08-31'",
        "UPDATE ledger_period_event SET through = '2026-08-31'",
        "DELETE FROM ledger_period_event",
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic(using="owner"):
            owner.execute(statement)
        states.append(getattr(refused.value.__cause__, "sqlstate", ""))

    assert states == ["23K24", "23K24", "23K20", "23K20"]


def test_closing_the_last_month_of_a_year_closes_the_year_out(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    # A year from April: the oracle's opening of 1 January 2026 lies in 2025/2026.
    koppontren.fiscal_month = 4
    koppontren.save(update_fields=["fiscal_month"])
    close(koppontren, date(2026, 2, 28), bookkeeper)
    assert len(results_left(koppontren)) == 1
    close(koppontren, AUGUST, bookkeeper)

    assert results_left(koppontren) == {}
    assert [line.split(":")[0] for line in journal(koppontren)] == [
        "opening", "year.closing", "year.closing",
    ]  # fmt: skip


@pytest.mark.usefixtures("next_year")
def test_a_year_is_undone_when_its_day_is_open_again(
    koppontren: Koppontren, bookkeeper: User, chair: User
) -> None:
    koppontren.fiscal_month = 4
    koppontren.save(update_fields=["fiscal_month"])
    close(koppontren, AUGUST, bookkeeper)
    (year,) = {type(YEAR)(2025, 4)}
    with pytest.raises(PeriodClosed):
        undo_close_out(koppontren, year=year, reason="Salah", by=bookkeeper)
    answer(ask(koppontren, date(2026, 2, 28), bookkeeper), chair)

    assert len(undo_close_out(koppontren, year=year, reason="Salah", by=bookkeeper)) == 2
    assert len(close_out(koppontren, year=year, by=bookkeeper)) == 2
