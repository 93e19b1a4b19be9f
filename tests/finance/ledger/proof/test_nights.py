"""Each night the book is added up again and the end of its chain written down, where it stays."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from klinik.core.metrics import book_differences
from klinik.finance.ledger import checks
from klinik.finance.ledger.checks import Check, verify_books
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, ChainHead
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.proof.commands import record_heads
from klinik.finance.ledger.proof.rules import Head, read_heads
from klinik.finance.ledger.queries import end_of_chain
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import make_books, put
from tests.finance.ledger.owner import Owner
from tests.world import make_koppontren, make_member_of, make_office


@pytest.fixture
def posted(koppontren: Koppontren, accounts: dict[str, Account], teller: User) -> Head:
    """Where the book stands after one entry."""
    put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
    return Head("al-hikmah", *(end_of_chain(koppontren) or (0, "")))


def nights(koppontren: Koppontren) -> list[tuple[str, int, int]]:
    """Every night's head, entries and differences."""
    enter(koppontren)
    heads = ChainHead.objects.of(koppontren)
    return [(str(night.head(koppontren.slug)), night.entries, night.differences) for night in heads]


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on verifying finds two differences in every book."""
    found = Check("SELECT n FROM generate_series(1, 2) n", "entry {} is not what it was")
    monkeypatch.setattr(checks, "CHECKS", (found,))


def test_a_night_writes_down_where_the_book_stands(koppontren: Koppontren, posted: Head) -> None:
    make_koppontren("tanpa-buku")
    report = record_heads()

    assert (report.books, report.differences) == (1, [])
    assert nights(koppontren) == [(str(posted), 1, 0)]


def test_of_one_day_the_first_stays(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User, posted: Head
) -> None:
    record_heads()
    enter(koppontren)
    put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
    record_heads()

    assert nights(koppontren) == [(str(posted), 1, 0)]


def test_a_difference_is_loud(
    koppontren: Koppontren,
    posted: Head,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = make_member_of(koppontren, Role.BOARD)
    counted = book_differences._value.get()
    broken(monkeypatch)
    record_heads()
    record_heads()  # told once a day

    read_as(board)
    told = Notification.objects.filter(person=board)
    assert [(row.kind, row.url) for row in told] == [
        ("book.differs", reverse("ledger:proof", args=["al-hikmah"]))
    ]
    assert book_differences._value.get() - counted == 4
    assert caplog.messages[:2] == [
        "book differs: al-hikmah: entry 1 is not what it was",
        "book differs: al-hikmah: entry 2 is not what it was",
    ]
    assert nights(koppontren) == [(str(posted), 1, 2)]


def test_a_book_that_cannot_be_verified_is_told_and_counted_and_stops_no_other(
    koppontren: Koppontren,
    posted: Head,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = make_books("an-nur")
    boards = [make_member_of(one, Role.BOARD) for one in (koppontren, other)]
    secretary = make_member_of(make_office(), Role.SECRETARIAT)
    counted = book_differences._value.get()
    monkeypatch.setattr(checks, "CHECKS", (Check("SELECT FROM what_is_gone", "never said"),))
    record_heads()
    report = record_heads()  # told once a day

    def told(person: User) -> list[tuple[str, str]]:
        read_as(person)
        rows = Notification.objects.filter(person=person).order_by("pk")
        return [(row.kind, row.url) for row in rows]

    pages = [reverse("ledger:proof", args=[one]) for one in ("al-hikmah", "an-nur")]
    assert [told(board) for board in boards] == [[("book.unverified", page)] for page in pages]
    assert told(secretary) == [("book.unverified", "/")] * 2
    assert book_differences._value.get() - counted == 4
    assert [line.split(" (")[0] for line in report.differences] == [
        "al-hikmah: cannot be verified",
        "an-nur: cannot be verified",
    ]
    assert nights(koppontren) == []


def test_verify_compares_with_the_nights(koppontren: Koppontren, posted: Head) -> None:
    record_heads()
    enter(koppontren)
    with transaction.atomic():
        day = today_in(koppontren)
        found = checks.CHECKS[-1]
        later = (
            "(SELECT koppontren_id, on_date, number + 1 AS number, link FROM ledger_chain_head) h"
        )
        query = found.query.replace("ledger_chain_head h", later)
        rows = checks._rows(query, {"k": koppontren.pk}, "default")

    assert rows == [(day, 2)]
    assert verify_books().differences == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger_chain_head SELECT * FROM ledger_chain_head",
        "UPDATE ledger_chain_head SET number = 0",
        "DELETE FROM ledger_chain_head",
    ],
)
def test_the_application_cannot_write_a_night(
    koppontren: Koppontren, posted: Head, statement: str
) -> None:
    record_heads()

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_chain_head SET number = 0", "DELETE FROM ledger_chain_head"]
)
def test_nights_never_change(owner: Owner, statement: str) -> None:
    owner.post()
    owner.value("SELECT ledger_record_head(%s, 0)", owner.pk)

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(using="owner"):
        owner.execute(statement)


def test_the_page_shows_the_nights_and_hands_out_the_heads(
    client: Client, koppontren: Koppontren, accounts: dict[str, Account], teller: User, posted: Head
) -> None:
    record_heads()
    enter(koppontren)
    put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
    now = Head("al-hikmah", *(end_of_chain(koppontren) or (0, "")))
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("ledger:proof", args=["al-hikmah"]))
    file = client.get(reverse("ledger:heads", args=["al-hikmah"])).text

    assert [(head, page.context["now"]) for _, head in page.context["nights"]] == [(posted, now)]
    assert "everything adds up" in page.text
    assert read_heads(file.splitlines()) == [posted, now]
    assert verify_books(read_heads(file.splitlines())).differences == []


def test_without_a_book_the_page_says_how_to_begin(client: Client, db: None) -> None:
    client.force_login(make_member_of(make_koppontren(), Role.SUPERVISOR))
    client.cookies["django_language"] = "en"

    assert (
        "The book is not open yet" in client.get(reverse("ledger:proof", args=["al-hikmah"])).text
    )
    assert (
        read_heads(client.get(reverse("ledger:heads", args=["al-hikmah"])).text.splitlines()) == []
    )
