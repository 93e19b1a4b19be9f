"""A batch: each entry as if posted one after the other, with an answer of its own."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DataError
from pytest_django import DjangoAssertNumQueries

from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, Book, Entry, Memo
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.posting import Leg, Posting, cr, dr, post, post_many
from klinik.finance.ledger.refusals import BadNote, LedgerRefusal
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, balance, journal, make_books, put

Accounts = dict[str, Account]
KEY = UUID("0b7c8a3e-5d0e-4a57-9a3c-3f6d2f1f9b11")
DAY = date(2026, 3, 1)


def want(legs: Sequence[Leg], *, key: UUID | None = None, **rest: object) -> Posting:
    """One of many, dated unless told otherwise."""
    return Posting(request_id=key or uuid4(), kind="many", legs=legs, **({"on": DAY} | rest))  # type: ignore[arg-type]


def said(answers: Sequence[Entry | LedgerRefusal]) -> list[int | str]:
    """Numbers of entries and codes of refusals."""
    return [a.number if isinstance(a, Entry) else a.code for a in answers]


def test_each_entry_has_its_own_answer_in_order(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, bank, income = (accounts[code] for code in ("1111", "1112", "4310"))
    answers = post_many(
        koppontren,
        [
            want([dr(cash, 5), cr(income, 5)]),
            want([dr(bank, 6), cr(cash, 6)]),
            want([dr(cash, 7), cr(income, 8)]),
            want([dr(bank, 5), cr(cash, 5)], memo="disetor"),
        ],
        by=teller,
    )

    assert said(answers) == [1, "overdrawn", "not_balanced", 2]
    assert str(answers[1]) == "Isi 1111 Kas tidak sebanyak itu."
    assert journal(koppontren) == [
        "many: Dr Kas 5, Cr Pendapatan Administrasi 5",
        "many: Dr Bank 5, Cr Kas 5",
    ]
    assert list(Memo.objects.of(koppontren).values_list("entry_number", "text")) == [(2, "disetor")]
    assert (balance(cash), balance(bank)) == (0, 5)
    assert Book.objects.get(pk=koppontren.pk).last_number == 2
    assert verify_books().differences == []


def test_what_came_in_before_may_go_out_after_and_not_the_other_way_round(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, bank, income = (accounts[code] for code in ("1111", "1112", "4310"))
    come, go = [dr(cash, 5), cr(income, 5)], [dr(bank, 5), cr(cash, 5)]

    answers = post_many(koppontren, [want(leg) for leg in (go, come, go, go)], by=teller)

    assert said(answers) == ["overdrawn", 1, 2, "overdrawn"]


def test_a_request_twice_in_a_batch_is_one_entry(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, bank, income = (accounts[code] for code in ("1111", "1112", "4310"))
    wanted = [
        want([dr(bank, 5), cr(cash, 5)], key=KEY),  # refused: so the request is still free
        want([dr(cash, 5), cr(income, 5)], key=KEY),
        want([dr(cash, 5), cr(income, 5)], key=KEY),
        want([dr(cash, 6), cr(income, 6)], key=KEY),
    ]

    assert said(post_many(koppontren, wanted, by=teller)) == ["overdrawn", 1, 1, "request_reused"]
    assert said(post_many(koppontren, wanted, by=teller)) == [
        "request_reused", 1, 1, "request_reused",
    ]  # fmt: skip
    assert journal(koppontren) == ["many: Dr Kas 5, Cr Pendapatan Administrasi 5"]


def test_a_batch_sent_again_has_the_same_answers_whatever_was_spent_since(
    koppontren: Koppontren, accounts: Accounts, teller: User, next_teller: User
) -> None:
    cash, bank, income = (accounts[code] for code in ("1111", "1112", "4310"))
    wanted = [want([dr(cash, n), cr(income, n)]) for n in range(1, 21)]
    first = post_many(koppontren, wanted, by=teller)
    put(koppontren, [dr(bank, 210), cr(cash, 210)], by=teller)
    again = post_many(koppontren, wanted, by=next_teller)

    assert said(again) == said(first) == list(range(1, 21))
    assert [a.by_id for a in again if isinstance(a, Entry)] == [teller.pk] * 20


def test_undoing_in_a_batch_is_once_also_for_what_the_batch_itself_wrote(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, income = accounts["1111"], accounts["4310"]
    there, back = [dr(cash, 5), cr(income, 5)], [cr(cash, 5), dr(income, 5)]
    first = put(koppontren, there, by=teller)
    second = Entry(koppontren=koppontren, number=2)  # what the batch is about to write
    answers = post_many(
        koppontren,
        [
            want(there),
            want(back, reverses=first),
            want(back, reverses=first),
            want(there, reverses=second),
            want(back, reverses=second),
            want(back, reverses=second),
            want(back, reverses=Entry(koppontren=koppontren, number=99)),
        ],
        by=teller,
    )

    assert said(answers) == [
        2, 3, "already_reversed", "reversal_differs", 4, "already_reversed", "nothing_to_reverse",
    ]  # fmt: skip
    assert balance(cash) == 0
    assert verify_books().differences == []


def test_money_between_units_gets_its_legs(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    savings = open_detail_account(accounts["2110"], name="S-0001")
    wanted = [want([dr(accounts["1211"], 5), cr(savings, 5)])]
    post_many(koppontren, wanted, by=teller)

    assert journal(koppontren) == [
        "many: Dr Kas Toko 5, Cr S-0001 5, Dr Rekening Antar Unit: Toko 5, "
        "Cr Rekening Antar Unit: USPPS 5"
    ]


def test_each_day_of_a_batch_goes_to_its_month(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    cash, income = accounts["1111"], accounts["4310"]
    days = [date(2026, 1, 31), date(2026, 2, 1), None, date(2026, 1, 2)]
    answers = post_many(
        koppontren, [want([dr(cash, 5), cr(income, 5)], on=day) for day in days], by=teller
    )

    assert [a.on for a in answers if isinstance(a, Entry)] == [
        days[0], days[1], today_in(koppontren), days[3],
    ]  # fmt: skip
    assert list(cash.months.values_list("month", "debits")) == [
        (date(2026, 1, 1), 10),
        (date(2026, 2, 1), 5),
        (today_in(koppontren).replace(day=1), 5),
    ]
    assert verify_books().differences == []


def test_a_batch_and_single_postings_continue_one_chain(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    put(koppontren, legs, by=teller)
    post_many(koppontren, [want(legs), want(legs, value_on=DAY + timedelta(1))], by=teller)
    put(koppontren, legs, by=teller)
    report = verify_books()

    assert (report.entries, report.differences) == (4, [])


def test_more_than_a_thousand_go_in_further_calls(
    koppontren: Koppontren,
    accounts: Accounts,
    teller: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    wanted = [want(legs, key=KEY), *(want(legs) for _ in range(1_000)), want(legs, key=KEY)]
    with transaction.atomic(), django_assert_num_queries(4):  # two calls, in a savepoint
        answers = post_many(koppontren, wanted, by=teller)

    assert said(answers) == [*range(1, 1_002), 1]
    assert balance(accounts["1111"]) == 5 * 1_001


def test_no_entry_is_no_answer(koppontren: Koppontren, teller: User) -> None:
    assert post_many(koppontren, [], by=teller) == []


def test_a_batch_for_no_book_is_refused_entry_by_entry(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    make_books("an-nur")  # we stand there now: the first book is behind its wall

    assert said(post_many(koppontren, [want(legs), want(legs)], by=teller)) == ["no_book"] * 2


@pytest.mark.parametrize("entries", ['{"a": 1}', "7", f"[{','.join(['{}'] * 1001)}]"])
def test_a_call_that_is_no_batch_is_an_error(koppontren: Koppontren, entries: str) -> None:
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_post_many(%s, 1, %s::jsonb)", [koppontren.pk, entries])


def test_a_batch_from_a_closed_month_goes_to_the_first_open_day(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    close_period(koppontren, through=date(2026, 3, 31), request_id=uuid4(), by=teller)
    wanted = [want(legs), want(legs, on=None, value_on=DAY), want(legs, on=date(2026, 4, 1))]
    answers = post_many(koppontren, wanted, by=teller)

    assert said(answers) == ["period_closed", 1, 2]
    assert [(a.on, a.happened_on) for a in answers if isinstance(a, Entry)] == [
        (date(2026, 4, 1), DAY),
        (date(2026, 4, 1), None),
    ]


def test_one_posted_alone_answers_for_the_same_in_a_batch(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    alone = post(koppontren, request_id=KEY, kind="many", legs=legs, by=teller, on=DAY)

    assert post_many(koppontren, [want(legs, key=KEY)], by=teller) == [alone]
    assert account(koppontren, "1111").debits == 5


def test_what_is_wrong_with_one_refuses_it_alone(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    """A note that does not fit, or that PostgreSQL cannot hold, stops no other entry."""
    there = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    notes = ["x" * 500, "x" * 501, "ka\0s", "ka\ud800s", "é" * 500]
    wanted = [replace(want(there), memo=note) for note in notes]
    answers = post_many(koppontren, wanted, by=teller)

    assert said(answers) == [1, "bad_note", "bad_note", "bad_note", 2]
    again = [replace(wanted[0], memo="x" * 501), replace(wanted[4], memo="\0")]
    assert said(post_many(koppontren, again, by=teller)) == [
        1,
        2,
    ]  # a note is outside of what it says
    memos = Memo.objects.of(koppontren).order_by("entry_number").values_list("text", flat=True)
    assert list(memos) == [notes[0], notes[4]]


@pytest.mark.parametrize("note", ["x" * 501, "ka\0s", "ka\ud800s"])
def test_one_alone_is_refused_for_the_same_note(
    koppontren: Koppontren, accounts: Accounts, teller: User, note: str
) -> None:
    there = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    with pytest.raises(BadNote):
        post(koppontren, request_id=KEY, kind="fee", legs=there, by=teller, memo=note)

    assert journal(koppontren) == []


@pytest.mark.parametrize("accounts_of", ["[%s, null]", "[null, %s]", "[%s, null, %s]"])
def test_an_account_that_is_nothing_is_unknown(
    koppontren: Koppontren, accounts: Accounts, teller: User, accounts_of: str
) -> None:
    ids = json.loads(accounts_of.replace("%s", str(accounts["1111"].pk)))
    debits, credits_ = [5, 0, 5][: len(ids)], [0, 5, 0][: len(ids)]
    if len(ids) == 3:
        credits_[1] = 10
    cash, income = accounts["1111"].pk, accounts["4310"].pk
    asked = [
        {"request": str(uuid4()), "kind": "fee", "accounts": a, "debits": d, "credits": c}
        for a, d, c in ((ids, debits, credits_), ([cash, income], [5, 0], [0, 5]))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT refused FROM ledger_post_many(%s, %s, %s::jsonb) ORDER BY place",
            [koppontren.pk, teller.pk, json.dumps(asked)],
        )
        many = [state for (state,) in cursor.fetchall()]
        cursor.execute(
            "SELECT refused FROM ledger_answer(%s, %s, 'fee', NULL, %s, %s::bigint[],"
            " %s::bigint[], %s::bigint[])",
            [koppontren.pk, uuid4(), teller.pk, ids, debits, credits_],
        )
        (one,) = cursor.fetchone() or ("",)

    assert (many, one) == (["23K10", None], "23K10")
