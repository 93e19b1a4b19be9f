"""The passbook: each line once, at its place; again only when somebody says so."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from klinik.finance.savings.commands import record_deposit, record_withdrawal
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.passbook.commands import (
    print_again,
    print_lines,
    set_layout,
    start_book,
)
from klinik.finance.savings.passbook.models import PassbookLayout, PassbookPrint
from klinik.finance.savings.passbook.queries import book_of, layout_for, page_again, sheet_of
from klinik.finance.savings.passbook.rules import (
    NoSuchPage,
    NothingToPrint,
    Place,
    PrintedMeanwhile,
    PrintRequestReused,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_saver, make_savings
from tests.world import make_member_of

BOOK = "/koppontren/al-hikmah/simpanan/S-0001/buku/"


def pay(savings: SavingsAccount, by: User, *amounts: int) -> None:
    for amount in amounts:
        command = record_deposit if amount > 0 else record_withdrawal
        command(savings, amount=abs(amount), request_id=uuid4(), by=by)


def printed(savings: SavingsAccount, by: User) -> PassbookPrint:
    seen = book_of(savings).seen
    return print_lines(savings, seen=seen, request_id=uuid4(), by=by)


def stands(done: PassbookPrint) -> list[tuple[Place, int]]:
    return [(line.place, line.balance) for line in sheet_of(done)]


@pytest.fixture
def three(koppontren: Koppontren, savings: SavingsAccount) -> SavingsAccount:
    """An account whose book has three lines on a page."""
    set_layout(koppontren, product=savings.product, said={"lines": 3})
    return savings


def test_new_lines_go_behind_what_was_printed_page_by_page(
    three: SavingsAccount, teller: User
) -> None:
    pay(three, teller, 10_000, 5_000)
    first = printed(three, teller)
    assert stands(first) == [(Place(1, 1), 10_000), (Place(1, 2), 15_000)]
    pay(three, teller, -2_000, 1_000, 1_000)
    assert stands(printed(three, teller)) == [(Place(1, 3), 13_000)]
    book = book_of(three)
    assert (book.next, book.waiting) == (Place(2, 1), 2)
    assert stands(printed(three, teller)) == [(Place(2, 1), 14_000), (Place(2, 2), 15_000)]
    with pytest.raises(NothingToPrint):
        printed(three, teller)

    whole = page_again(three, book=1, page=1)
    assert [(line.place.line, line.balance) for line in whole] == [
        (1, 10_000),
        (2, 15_000),
        (3, 13_000),
    ]


def test_two_browsers_print_no_line_twice_without_saying_so(
    three: SavingsAccount, teller: User
) -> None:
    pay(three, teller, 10_000)
    key, seen = uuid4(), book_of(three).seen
    first = print_lines(three, seen=seen, request_id=key, by=teller)
    assert print_lines(three, seen=seen, request_id=key, by=teller) == first
    with pytest.raises(PrintedMeanwhile, match="Teller Contoh"):
        print_lines(three, seen=seen, request_id=uuid4(), by=teller)
    with pytest.raises(PrintedMeanwhile):
        start_book(three, seen=seen, request_id=uuid4(), by=teller)


def test_a_key_is_for_one_book_one_deed_and_one_page(
    three: SavingsAccount, teller: User, koppontren: Koppontren
) -> None:
    other = make_savings(make_saver(koppontren, teller, name="Lain"), teller)
    pay(three, teller, 10_000, 5_000, 1_000, 2_000)
    pay(other, teller, 7_000)
    key = uuid4()
    first = print_lines(three, seen=0, request_id=key, by=teller)
    printed(three, teller)
    again = uuid4()
    print_again(three, page=1, request_id=again, by=teller)

    for savings, seen, used in ((other, 0, key), (three, first.pk, key), (three, 1, again)):
        with pytest.raises(PrintRequestReused):
            print_lines(savings, seen=seen, request_id=used, by=teller)
    for savings, page, used in ((three, 1, key), (three, 2, again), (other, 1, again)):
        with pytest.raises(PrintRequestReused):
            print_again(savings, page=page, request_id=used, by=teller)
    with pytest.raises(PrintRequestReused):
        start_book(three, seen=0, request_id=key, by=teller)
    assert book_of(other).last is None


def test_postgresql_keeps_each_line_once_and_at_its_place(
    three: SavingsAccount, teller: User, koppontren: Koppontren
) -> None:
    other = make_savings(make_saver(koppontren, teller, name="Lain"), teller)
    pay(three, teller, 10_000, 5_000)
    first, [line] = printed(three, teller), [[1, 1]]
    pay(three, teller, 1_000)
    pay(other, teller, 7_000)
    foreign = printed(other, teller)
    next_line = [list(line.mark) for line in book_of(three).lines]
    sound = {"deed": "lines", "after": first, "book": 1, "page": 1, "line": 3, "marks": next_line}
    same = {"koppontren": three.koppontren, "savings": three, "by": teller}
    wrong: list[dict[str, Any]] = [
        {"after": None},
        {"after": foreign},
        {"marks": first.marks},
        {"marks": foreign.marks},
        {"marks": line},
        {"marks": []},
        {"line": 2},
        {"book": 2},
        {"deed": "again", "after": None},
        {"deed": "again", "after": None, "page": 2, "marks": first.marks},
        {"deed": "book", "book": 2},
    ]
    for one in wrong:
        with pytest.raises(IntegrityError, match="passbook"), transaction.atomic():
            PassbookPrint.objects.create(**same, number=uuid4(), **sound | one)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PassbookPrint.objects.update(line=2)
    PassbookPrint.objects.create(**same, number=uuid4(), **sound)


def test_a_page_again_moves_nothing_on_and_a_new_book_begins_at_the_top(
    three: SavingsAccount, teller: User
) -> None:
    pay(three, teller, 10_000, 5_000)
    printed(three, teller)
    key = uuid4()
    again = print_again(three, page=1, request_id=key, by=teller)
    assert print_again(three, page=1, request_id=key, by=teller) == again
    assert stands(again) == [(Place(1, 1), 10_000), (Place(1, 2), 15_000)]
    assert book_of(three).next == Place(1, 3)
    with pytest.raises(NoSuchPage):
        print_again(three, page=2, request_id=uuid4(), by=teller)

    start_book(three, seen=book_of(three).seen, request_id=uuid4(), by=teller)
    pay(three, teller, 1_000)
    assert stands(printed(three, teller)) == [(Place(1, 1), 16_000)]
    assert [line.balance for line in page_again(three, book=2, page=1)] == [16_000]


def test_a_product_has_places_of_its_own_or_those_of_all(
    koppontren: Koppontren, savings: SavingsAccount
) -> None:
    set_layout(koppontren, product=None, said={"lines": 30})
    assert layout_for(koppontren, savings.product).lines == 30
    set_layout(koppontren, product=savings.product, said={"lines": 12, "fold_after": 6, "fold": 9})
    layout = layout_for(koppontren, savings.product)
    assert [layout.height_of(line) for line in (1, 6, 7)] == [20, 45, 59]
    assert layout_for(koppontren).lines == 30
    assert PassbookLayout.objects.of(koppontren).count() == 2


def test_the_page_prints_and_refuses(
    client: Client, koppontren: Koppontren, savings: SavingsAccount, teller: User
) -> None:
    pay(savings, teller, 10_000)
    make_savings(make_saver(koppontren, teller, name="Lain"), teller)
    client.force_login(teller)
    assert 'name="seen" value="0"' in client.get(BOOK).text
    sent = {"seen": "0", "request_id": str(uuid4())}
    sheet = client.post(BOOK, sent).headers["Location"]
    assert ">10.000</text>" in client.get(sheet).text
    assert client.post(BOOK, sent).headers["Location"] == sheet
    assert client.get(sheet.replace("S-0001", "S-0002")).status_code == 404
    refused = client.post(BOOK, {"seen": "0", "request_id": str(uuid4())})
    assert (refused.status_code, "Teller Contoh" in refused.text) == (422, True)
    assert client.post(f"{BOOK}ulang/", {"page": "1", "request_id": uuid4()}).status_code == 302
    assert client.post(f"{BOOK}ulang/", {"page": "9", "request_id": uuid4()}).status_code == 422
    assert client.post(f"{BOOK}baru/", {"seen": "x"}).status_code == 422

    client.force_login(make_member_of(koppontren, Role.MANAGER))
    layout = "/koppontren/al-hikmah/simpanan/jenis/S/buku/"
    said = {"lines": 8, "first_line": 30, "line_height": 4, "left": 5, "width": 120}
    assert client.post(layout, said).status_code == 422
    assert client.post(layout, said | {"fold_after": 0, "fold": 0}).status_code == 302
    assert layout_for(koppontren, savings.product).first_line == 30
