"""No way round the limit, and no way round the rules of members' savings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.chart import UnitRow
from klinik.finance.ledger.commands import add_unit, open_detail_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import set_limit, submit
from klinik.finance.ledger.drafts.refusals import DayToCome
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Draft, Entry, Pattern
from klinik.finance.ledger.opening.commands import correct_opening, open_balances
from klinik.finance.ledger.opening.refusals import AboveLimit
from klinik.finance.ledger.opening.table import COLUMNS, OpeningRow, read_rows
from klinik.finance.ledger.patterns.commands import keep_pattern
from klinik.finance.ledger.posting import Leg, Posting, cr, dr, post, post_many
from klinik.finance.ledger.refusals import BetweenUnits, HasItsOwnPage, NeedsApproval
from klinik.finance.ledger.words import JOURNAL
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import EXAMPLE, OPENED_ON, journal, make_books, open_example, put, undo
from tests.finance.ledger.owner import Owner
from tests.world import make_koppontren, make_member_of

Accounts = dict[str, Account]
LIMIT = 1_000_000
as_owner = pytest.mark.django_db(databases=["owner"])


@pytest.fixture
def bookkeeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER)


@pytest.fixture
def limited(koppontren: Koppontren) -> Koppontren:
    limit(koppontren, LIMIT)
    return koppontren


def limit(koppontren: Koppontren, amount: int | None) -> None:
    enter(koppontren)
    set_limit(koppontren, amount=amount, by=make_member_of(koppontren, Role.BOARD))


def hand(koppontren: Koppontren, legs: list[Leg], by: User) -> Entry | Draft:
    return submit(koppontren, intent=Intent(JOURNAL, legs), request_id=uuid4(), by=by)


def by_the_door(koppontren: Koppontren, legs: list[Leg], by: User, kind: str = JOURNAL) -> Entry:
    return post(koppontren, request_id=uuid4(), kind=kind, legs=legs, by=by)


def test_what_units_owe_each_other_is_not_typed(
    limited: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    cash, shop = accounts["1111"], accounts["1211"]
    usual = [dr(shop, LIMIT), cr(cash, LIMIT)]
    put(limited, [dr(cash, 9 * LIMIT), cr(accounts["4310"], 9 * LIMIT)], by=bookkeeper)
    owed = [a for a in accounts.values() if a.other_unit_id and a.unit_id == cash.unit_id]
    for legs in ([dr(owed[0], 400), cr(cash, 400)], [*usual, dr(owed[0], 1), cr(cash, 1)]):
        for way in (hand, by_the_door):
            with pytest.raises(BetweenUnits):
                way(limited, legs, bookkeeper)

    assert isinstance(hand(limited, usual, bookkeeper), Entry)
    assert len(journal(limited)) == 2


def test_lines_between_three_units_are_no_way_round_the_limit(
    limited: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    """Balanced without them, lines between units may not carry more than the limit either."""
    cash = accounts["1111"]
    add_unit(limited, unit=UnitRow(code="Kebun", name="Kebun"), business="Toko", by=bookkeeper)
    owed = Account.objects.of(limited).exclude(other_unit=None).filter(unit=cash.unit)
    mine, other = owed.order_by("code")
    small = [dr(cash, 1), cr(accounts["4310"], 1)]
    with pytest.raises(NeedsApproval):
        by_the_door(limited, [*small, dr(mine, LIMIT + 1), cr(other, LIMIT + 1)], bookkeeper)


def test_members_savings_move_on_their_own_page_alone(
    koppontren: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    mine, cash = open_detail_account(accounts["2110"], name="S-0001"), accounts["1111"]
    legs = [dr(cash, 500), cr(mine, 500)]
    for way in (hand, by_the_door):
        with pytest.raises(HasItsOwnPage) as refused:
            way(koppontren, legs, bookkeeper)
        assert "2110.0001 S-0001" in str(refused.value.message)
    with pytest.raises(HasItsOwnPage):
        keep_pattern(koppontren, name="x", intent=Intent(JOURNAL, legs), by=bookkeeper)
    paid_in = by_the_door(koppontren, legs, bookkeeper, "savings.deposit")

    assert isinstance(undo(paid_in, by=bookkeeper), Entry)
    assert len(journal(koppontren)) == 2
    assert not Pattern.objects.of(koppontren).exists()


def test_a_retry_has_its_answer_before_any_of_these_rules(
    koppontren: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    key, mine = uuid4(), open_detail_account(accounts["2110"], name="S-0001")
    legs = [dr(accounts["1111"], 500), cr(mine, 500)]
    before = post(koppontren, request_id=key, kind="savings.deposit", legs=legs, by=bookkeeper)
    intent = Intent("savings.deposit", legs)

    assert submit(koppontren, intent=intent, request_id=key, by=bookkeeper) == before


def test_a_day_to_come_is_no_day_yet_whoever_asks(
    koppontren: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    tomorrow = Intent(JOURNAL, legs, on=today_in(koppontren) + timedelta(days=1))
    with pytest.raises(DayToCome):
        submit(koppontren, intent=tomorrow, request_id=uuid4(), by=bookkeeper)


def test_one_above_the_limit_stops_no_other_of_its_batch(
    limited: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    mine = open_detail_account(accounts["2110"], name="S-0001")
    cash, income = accounts["1111"], accounts["4310"]
    amounts = [(income, LIMIT), (income, LIMIT + 1), (mine, 1), (income, 5)]
    wanted = [
        Posting(request_id=uuid4(), kind="money.in", legs=[dr(cash, n), cr(to, n)])
        for to, n in amounts
    ]
    answers = post_many(limited, wanted, by=bookkeeper)

    said = [a.number if isinstance(a, Entry) else a.code for a in answers]
    assert said == [1, "needs_approval", "has_its_own_page", 2]


# The opening.


def rows(**amounts: int) -> list[OpeningRow]:
    """The example's rows with other debits or credits: rows(_1111=5, _3110=5)."""
    found = read_rows(read_table(ContentFile(EXAMPLE.read_bytes()), needs=COLUMNS))[0]
    return [_with(row, amounts.get(f"_{row.code}")) for row in found]


def _with(row: OpeningRow, amount: int | None) -> OpeningRow:
    if amount is None:
        return row
    return replace(row, debit=amount) if row.debit else replace(row, credit=amount)


def more(by: int) -> list[OpeningRow]:
    """The example with `by` rupiah more in cash and in reserves."""
    held = {row.code: row.debit + row.credit for row in rows()}
    return rows(_1111=held["1111"] + by, _3110=held["3110"] + by)


@pytest.fixture
def empty(db: None) -> Koppontren:
    return make_koppontren("an-nur")


def test_a_corrected_opening_above_the_limit_is_the_boards_to_decide(empty: Koppontren) -> None:
    keeper = make_member_of(empty, Role.BOOKKEEPER)
    open_example(empty, keeper)
    limit(empty, LIMIT)
    correct_opening(empty, rows=more(LIMIT), request_id=uuid4(), by=keeper)
    with pytest.raises(AboveLimit) as refused:
        correct_opening(empty, rows=more(2 * LIMIT + 1), request_id=uuid4(), by=keeper)
    assert "Rp1.000.000" in str(refused.value.message)
    limit(empty, None)
    correct_opening(empty, rows=more(2 * LIMIT + 1), request_id=uuid4(), by=keeper)

    assert len(journal(empty)) == 3


def test_a_first_opening_is_free_and_one_behind_other_entries_is_not(empty: Koppontren) -> None:
    books = make_books()
    limit(books, LIMIT)
    keeper = make_member_of(books, Role.BOOKKEEPER)
    chart = {a.code: a for a in Account.objects.of(books)}
    put(books, [dr(chart["1111"], 5), cr(chart["4310"], 5)], by=keeper)
    with pytest.raises(AboveLimit):
        open_balances(books, rows=rows(), on=OPENED_ON, request_id=uuid4(), by=keeper)
    limit(empty, LIMIT)

    assert open_example(empty, make_member_of(empty, Role.BOOKKEEPER)).number == 1


# Round Python.


def state_of(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(using="owner"):
        act()
    return str(getattr(refused.value.__cause__, "sqlstate", ""))


@as_owner
@pytest.mark.parametrize("kind", ["journal.entry", "money.in"])
def test_the_table_refuses_a_detail_by_hand(owner: Owner, kind: str) -> None:
    control = owner.open("5", owner.unit, side="credit", may_overdraw=False, control=True)
    query = "SELECT id FROM ledger_open_detail_account(%s, %s, 'S-0001')"
    detail = owner.value(query, owner.pk, control)

    assert state_of(lambda: owner.write(kind=kind, accounts=[owner.cash, detail])) == "23K57"
    owner.write(kind="savings.deposit", accounts=[owner.cash, detail])


@as_owner
def test_the_table_refuses_to_undo_what_is_final(owner: Owner) -> None:
    owner.post()
    owner.post(debits=(0, 5), credits=(5, 0), reverses=1)
    owner.execute("UPDATE ledger_book SET last_number = 9")
    owner.write(number=3, kind="opening")
    owner.write(number=4, kind="opening.correction")
    owner.write(number=5, kind="year.closing")

    def undone(number: int, on: str = "2026-03-02") -> None:
        owner.write(number=9, debits=(0, 5), credits=(5, 0), reverses=number, on=on)

    states = [state_of(lambda n=number: undone(n)) for number in (2, 3, 4, 5)]  # type: ignore[misc]
    assert states == ["23K27", "23K28", "23K28", "23K29"]
    undone(5, "2026-03-01")
