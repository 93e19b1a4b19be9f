"""A second click that is as quick as the first: the book is opened once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.opening.commands import open_balances
from klinik.finance.ledger.opening.refusals import AlreadyOpened
from klinik.finance.ledger.opening.table import COLUMNS, OpeningRow, read_rows
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import EXAMPLE, OPENED_ON
from tests.finance.journal import journal
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


def rows() -> list[OpeningRow]:
    return read_rows(read_table(ContentFile(EXAMPLE.read_bytes()), needs=COLUMNS))[0]


def click_together(koppontren: Koppontren, by: User, keys: list[UUID]) -> list[int | str]:
    """What each click was answered: the number of its entry, or the code of the refusal."""
    ready, opening = Barrier(len(keys)), rows()

    def click(key: UUID) -> int | str:
        ready.wait()
        try:
            with acting_for(koppontren):
                entry = open_balances(koppontren, rows=opening, on=OPENED_ON, request_id=key, by=by)
                return entry.number
        except AlreadyOpened as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(click, keys))


def test_one_form_clicked_at_once_is_one_opening() -> None:
    koppontren = make_koppontren()
    by = make_member_of(koppontren, Role.BOOKKEEPER)

    assert click_together(koppontren, by, [uuid4()] * CLICKS) == [1] * CLICKS
    with acting_for(koppontren):
        assert len(journal(koppontren)) == 1


def test_of_several_openings_at_once_one_is_taken() -> None:
    koppontren = make_koppontren()
    by = make_member_of(koppontren, Role.BOOKKEEPER)
    answers = click_together(koppontren, by, [uuid4() for _ in range(CLICKS)])

    assert sorted(map(str, answers)) == ["1", *["already_opened"] * (CLICKS - 1)]
    with acting_for(koppontren):
        assert len(journal(koppontren)) == 1
