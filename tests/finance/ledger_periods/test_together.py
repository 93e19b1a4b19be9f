"""Closing a period and changing the book year at the same moment, over real connections."""

from datetime import date
from uuid import uuid4

import pytest

from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.periods.commands import close_period
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.facts.commands import KEPT, keep_facts
from klinik.tenancy.models import Koppontren
from tests.finance.books import open_example
from tests.finance.ledger.test_together import at_once
from tests.world import make_koppontren, make_user

pytestmark = pytest.mark.django_db(transaction=True)
APRIL = date(2026, 4, 30)


@pytest.fixture
def bookkeeper(transactional_db: None) -> User:
    return make_user("Pembukuan")


@pytest.fixture
def koppontren(bookkeeper: User) -> Koppontren:
    """Its book year begins in April: the one that the opening lies in ends on 31 March 2026."""
    koppontren = make_koppontren()
    koppontren.fiscal_month = 4
    koppontren.save(update_fields=["fiscal_month"])
    with acting_for(koppontren):
        open_example(koppontren, bookkeeper)
    return koppontren


def test_a_year_is_closed_by_the_borders_that_stand(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    """Whoever comes first: no year is closed out by borders that do not stand any more."""
    facts = {name: getattr(koppontren, name) for name in KEPT} | {"fiscal_month": 7}
    turns = iter(range(2))

    def act() -> object:
        mine = next(turns)
        with acting_for(koppontren):
            if mine:
                return keep_facts(koppontren, by=bookkeeper, **facts).fiscal_month
            return close_period(
                koppontren, through=APRIL, request_id=uuid4(), by=bookkeeper
            ).through.isoformat()

    answers = set(map(str, at_once(2, act)))
    with acting_for(koppontren):
        closings = Entry.objects.of(koppontren).filter(kind="year.closing").count()
    month = Koppontren.objects.get(pk=koppontren.pk).fiscal_month

    assert (answers, month, closings) in (
        ({"2026-04-30", "7"}, 7, 0),  # a year from July is not over in April
        ({"2026-04-30", "bad_fact"}, 4, 2),
    )
    assert verify_books().differences == []


def test_two_who_press_close_close_once(koppontren: Koppontren, bookkeeper: User) -> None:
    def act() -> object:
        with acting_for(koppontren):
            return close_period(koppontren, through=APRIL, request_id=uuid4(), by=bookkeeper).what

    assert sorted(map(str, at_once(2, act))) == ["already_closed", "closed"]
    with acting_for(koppontren):
        assert Entry.objects.of(koppontren).filter(kind="year.closing").count() == 2
