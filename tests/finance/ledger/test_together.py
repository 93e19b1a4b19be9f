"""Many at once: real connections, each with a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from klinik.core.errors import DomainError
from klinik.directory.evidence import Evidence
from klinik.finance.ledger.attachments.commands import MOST, attach
from klinik.finance.ledger.chart import template, units
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import close_account, open_book, open_detail_account
from klinik.finance.ledger.models import Account, Attachment, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from tests.finance.books import put
from tests.world import make_koppontren, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(times: int, act: Callable[[], object]) -> list[object]:
    """Do it in `times` threads that start together; a refusal is an answer too."""
    start = Barrier(times)

    def one(_: int) -> object:
        try:
            start.wait(timeout=30)
            return act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.fixture
def koppontren() -> Koppontren:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        open_book(koppontren, units=units(), chart=template())
    return koppontren


@pytest.fixture
def teller() -> User:
    return make_user()


@pytest.fixture
def accounts(koppontren: Koppontren) -> dict[str, Account]:
    with acting_for(koppontren):
        return {account.code: account for account in Account.objects.of(koppontren)}


def test_fifty_at_once_with_one_key_are_one_entry(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    key = uuid4()

    def send() -> object:
        with acting_for(koppontren):
            legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
            return post(koppontren, request_id=key, kind="fee", legs=legs, by=teller).number

    assert at_once(50, send) == [1] * 50
    with acting_for(koppontren):
        assert Entry.objects.of(koppontren).count() == 1


def test_forty_at_once_on_an_account_that_covers_twenty(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    cash, bank = accounts["1111"], accounts["1112"]
    with acting_for(koppontren):
        put(koppontren, [dr(cash, 20_000), cr(accounts["3140"], 20_000)], by=teller)

    def withdraw() -> object:
        with acting_for(koppontren):
            return put(koppontren, [dr(bank, 1_000), cr(cash, 1_000)], by=teller).kind

    answers = at_once(40, withdraw)

    assert (answers.count("test"), answers.count("overdrawn")) == (20, 20)
    report = verify_books()
    assert (report.entries, report.differences) == (21, [])


def test_a_posting_and_the_closing_of_its_account_do_not_pass_each_other(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    """Twenty close the account, or find it full; one books to it, or finds it closed."""
    bank, turn = accounts["1112"], iter(range(20))

    def act() -> object:
        with acting_for(koppontren):
            if next(turn) % 2:
                return close_account(bank, by=teller).closed
            return put(koppontren, [dr(bank, 1), cr(accounts["4310"], 1)], by=teller).kind

    answers = set(map(str, at_once(20, act)))

    assert answers in ({"True", "account_closed"}, {"test", "account_not_empty"})
    assert verify_books().differences == []


def test_two_clicks_lay_one_paper_and_the_bound_holds(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    with acting_for(koppontren):
        entry = put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
        attach(entry, files=[paper(str(n)) for n in range(MOST - 2)], by=teller)

    def click(hash_: str) -> object:
        with acting_for(koppontren):
            (row,) = attach(entry, files=[paper(hash_)], by=teller)
            return row.pk

    same = at_once(4, lambda: click("same"))
    names = iter("abcd")
    others = at_once(4, lambda: click(next(names)))

    with acting_for(koppontren):
        assert Attachment.objects.of(koppontren).count() == MOST
    assert len(set(same)) == 1
    assert sorted(str(other) for other in others if isinstance(other, str)) == (
        ["too_many_attachments"] * 3
    )


def paper(hash_: str) -> Evidence:
    return Evidence(ContentFile(b"%PDF-1.4", name="nota.pdf"), hash_, "nota.pdf")


def test_a_control_account_does_not_close_while_a_detail_is_opened(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    control = accounts["2110"]

    def close() -> object:
        try:
            with acting_for(koppontren):
                return close_account(control, by=teller).closed
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting_for(koppontren):
            open_detail_account(control, name="S-0001")
            closing = pool.submit(close)
            sleep(0.5)  # it waits for the row
        answer = closing.result(timeout=30)

    assert answer == "account_not_empty"
