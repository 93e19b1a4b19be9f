"""Balances of any day equal the sum of the lines up to it."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from klinik.finance.ledger import queries, reading
from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.models import Account, AccountKind, Line, Side, Unit
from klinik.finance.ledger.posting import cr, dr, post, reverse
from klinik.finance.ledger.reading import shown
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import OPENED_ON, make_books, open_example, put
from tests.world import make_koppontren

Accounts = dict[str, Account]
DEBIT_KINDS = {AccountKind.ASSET, AccountKind.EXPENSE}


def sums(koppontren: Koppontren, *, on: date | None, unit: Unit | None) -> dict[str, int]:
    """The balances of each kind, on the kind's own side: contra accounts count against it."""
    found: Counter[str] = Counter()
    for row in queries.trial_balance(koppontren, on=on, unit=unit):
        difference = row.debits - row.credits
        is_debit = row.account.kind in DEBIT_KINDS
        found[row.account.kind] += difference if is_debit else -difference
    return {kind: found[kind] for kind in AccountKind}


EXPECTED = {
    "USPPS": (408_700_000, 122_400_000, 118_000_000, 146_500_000, 61_450_000, 39_650_000),
    "Toko": (156_200_000, 41_900_000, 0, 76_750_000, 486_200_000, 448_650_000),
    None: (544_900_000, 144_300_000, 118_000_000, 223_250_000, 547_650_000, 488_300_000),
}


@pytest.mark.parametrize("on", [None, OPENED_ON, date(2026, 1, 31), date(2027, 6, 15), date.max])
@pytest.mark.parametrize("unit", ["USPPS", "Toko", None])
def test_the_whole_trial_balance(db: None, teller: User, unit: str | None, on: date | None) -> None:
    koppontren = make_koppontren()
    open_example(koppontren, teller)
    chosen = Unit.objects.of(koppontren).get(code=unit) if unit else None

    found = sums(koppontren, on=on, unit=chosen)

    assert tuple(found.values()) == EXPECTED[unit]
    assert sums(koppontren, on=date(2025, 12, 31), unit=chosen) == dict.fromkeys(AccountKind, 0)


def test_columns_of_the_trial_balance(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    put(koppontren, [dr(accounts["1261"], 700), cr(accounts["1271"], 700)], by=teller)
    put(koppontren, [dr(accounts["2210"], 300), cr(accounts["3130"], 300)], by=teller)

    shown = {
        row.account.code: (row.debit, row.credit, row.balance)
        for row in queries.trial_balance(koppontren)
        if row.debits or row.credits
    }

    assert shown == {
        "1261": (700, 0, 700),
        "1271": (0, 700, 700),
        "2210": (300, 0, -300),
        "3130": (0, 300, 300),
    }


def test_a_control_account_is_the_sum_of_its_details(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    control = accounts["2110"]
    for name, amount in (("S-0001", 500), ("S-0002", 70)):
        savings = open_detail_account(control, name=name)
        put(koppontren, [dr(accounts["1111"], amount), cr(savings, amount)], by=teller)

    rows = {row.account.code: row.balance for row in queries.trial_balance(koppontren)}
    assert rows["2110"] == queries.balance_on(control) == 570
    assert not any(code.startswith("2110.") for code in rows)


def test_a_balance_of_a_past_day_before_and_after_an_entry_dated_back(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, legs = accounts["1111"], [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    put(koppontren, legs, by=teller, on=date(2026, 3, 10))
    put(koppontren, legs, by=teller, on=date(2026, 4, 1))
    days = [date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 31), date(2026, 4, 1)]
    before = [queries.balance_on(cash, day) for day in days]
    put(koppontren, legs, by=teller, on=date(2026, 3, 10))
    after = [queries.balance_on(cash, day) for day in days]

    assert (before, after) == ([0, 5, 5, 10], [0, 10, 10, 15])


def test_an_accounts_lines_run_by_day_and_number_over_pages(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, income = accounts["1111"], accounts["4310"]
    for day, amount in ((3, 100), (1, 20), (2, 3), (2, 4)):
        legs = [dr(cash, amount), cr(income, amount)]
        put(koppontren, legs, by=teller, on=date(2026, 3, day))
    put(koppontren, [cr(cash, 7), dr(income, 7)], by=teller, on=date(2026, 3, 3))

    pages, after = [], ""
    while True:
        page = queries.account_lines(cash, since=date(2026, 3, 2), after=after, limit=2)
        pages.append((page.opening, [(m.line.entry_number, m.balance) for m in page.movements]))
        after = page.next_after
        if not after:
            break

    assert pages == [(20, [(3, 23), (4, 27)]), (27, [(1, 127), (5, 120)])]
    until = queries.account_lines(cash, until=date(2026, 3, 2))
    assert (until.opening, until.closing) == (0, queries.balance_on(cash, date(2026, 3, 2)))


def test_a_control_accounts_lines_are_those_of_its_details(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    for name in ("S-0001", "S-0002"):
        savings = open_detail_account(accounts["2110"], name=name)
        put(koppontren, [dr(accounts["1111"], 5), cr(savings, 5)], by=teller)

    page = queries.account_lines(accounts["2110"])

    assert [(m.line.account.name, m.balance) for m in page.movements] == [
        ("S-0001", 5),
        ("S-0002", 10),
    ]


def test_what_was_undone_is_known(koppontren: Koppontren, accounts: Accounts, teller: User) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    first, second = put(koppontren, legs, by=teller), put(koppontren, legs, by=teller)
    reverse(first, request_id=uuid4(), by=teller)

    assert queries.reversed_by(koppontren, [first, second]) == {1: 3}


@pytest.mark.parametrize("entries", [1, 3])
def test_lists_have_a_fixed_number_of_queries(
    koppontren: Koppontren,
    accounts: Accounts,
    teller: User,
    entries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(entries):
        post(
            koppontren,
            request_id=uuid4(),
            kind="fee",
            legs=[dr(accounts["1111"], 5), cr(accounts["4310"], 5)],
            by=teller,
            memo=f"nomor {number}",
        )

    with django_assert_num_queries(6):
        journal = shown(koppontren, list(reading.journal(koppontren)))
        names = [(one.by, [line.account.name for line in one.lines]) for one in journal]
    with django_assert_num_queries(2):
        queries.trial_balance(koppontren, on=date(2030, 1, 1))
    with django_assert_num_queries(2):
        page = queries.account_lines(accounts["1111"])
        memos = [memo.text for m in page.movements for memo in m.line.entry.memos.all()]
    assert len(names) == len(memos) == entries


days = st.dates(date(2026, 1, 28), date(2026, 3, 3))
codes = st.sampled_from(["1139", "1191", "4110", "4310", "5320", "3130"])
pairs = st.lists(codes, min_size=2, max_size=2, unique=True)
movements = st.lists(st.tuples(days, pairs, st.integers(1, 999)), min_size=1, max_size=6)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(moves=movements, on=days)
def test_on_any_day_months_and_tail_equal_the_sum_of_lines(
    koppontren: Koppontren,
    accounts: Accounts,
    teller: User,
    moves: list[tuple[date, list[str], int]],
    on: date,
) -> None:
    with transaction.atomic():
        for day, (debit, credit), amount in moves:
            legs = [dr(accounts[debit], amount), cr(accounts[credit], amount)]
            put(koppontren, legs, by=teller, on=day)
        expected: Counter[int] = Counter()
        for line in Line.objects.of(koppontren).filter(on__lte=on).select_related("account"):
            sign = 1 if line.account.normal_side == Side.DEBIT else -1
            expected[line.account_id] += sign * (line.debit - line.credit)
        found = {
            row.account.pk: row.balance
            for unit in Unit.objects.of(koppontren)
            for row in queries.trial_balance(koppontren, on=on, unit=unit)
        }
        assert {pk: held for pk, held in found.items() if held} == {
            pk: held for pk, held in expected.items() if held
        }
        transaction.set_rollback(True)


def test_a_neighbours_entries_are_in_no_answer(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)
    other = make_books("an-nur")

    assert [list(reading.journal(one)) for one in (koppontren, other)] == [[], []]
    assert {row.balance for row in queries.trial_balance(other)} == {0}
