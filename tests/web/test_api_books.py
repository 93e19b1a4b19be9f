"""The books for programs: what their pages show and do, once, and refused with the same words."""

import json
from datetime import date
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid4, uuid5

import pytest
from django.test import Client

from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.drafts.commands import approve, reject, set_limit, submit
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Draft, Entry
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.words import JOURNAL
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import ApiToken, Koppontren
from klinik.tenancy.roles import Role
from klinik.tenancy.tokens.commands import make_token
from tests.finance.books import account, journal, make_books
from tests.finance.counter import questions
from tests.web.test_api import PROBLEM, read
from tests.world import make_member_of

HERE = "/api/koppontren/al-hikmah"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_books()


@pytest.fixture
def bookkeeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER)


@pytest.fixture
def program(client: Client, bookkeeper: User) -> Client:
    client.force_login(bookkeeper)
    return client


def send(program: Client, place: str, body: object, *, key: UUID | None = None) -> Any:
    headers = {"Idempotency-Key": str(key or uuid4())}
    address = f"{HERE}/{place}"
    return program.post(address, json.dumps(body), "application/json", headers=headers)


def lines(amount: int, to: str = "1111", of: str = "4310") -> list[dict[str, object]]:
    return [{"code": to, "debit": amount}, {"code": of, "credit": amount}]


def test_an_entry_is_recorded_once(program: Client, koppontren: Koppontren) -> None:
    key, body = uuid4(), {"lines": lines(5_000), "on": "2026-03-01", "memo": "Infak"}
    first, again = (send(program, "entries", body, key=key) for _ in range(2))
    other = send(program, "entries", {"lines": lines(6_000)}, key=key)

    entry = read(first)
    assert (first.status_code, again.status_code) == (201, 201)
    assert entry == read(again)
    assert {name: entry[name] for name in ("number", "kind", "on", "memo", "lines")} == {
        "number": 1,
        "kind": "journal.entry",
        "on": "2026-03-01",
        "memo": "Infak",
        "lines": [
            {"code": "1111", "debit": 5_000, "credit": 0},
            {"code": "4310", "debit": 0, "credit": 5_000},
        ],
    }
    assert (other.status_code, read(other)["code"]) == (422, "request_reused")
    enter(koppontren)
    assert len(journal(koppontren)) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"lines": lines(5, of="9999")}, "account_unknown"),
        ({"lines": lines(5, of="2110")}, "account_is_control"),
        ({"lines": lines(5, to="4310", of="1111")}, "overdrawn"),
        ({"lines": [*lines(5), {"code": "1112", "debit": 1}]}, "not_balanced"),
        ({"lines": [{"code": "1111"}, {"code": "4310", "credit": 5}]}, "bad_amount"),
        ({"lines": lines(5)[:1]}, "not_understood"),
        ({"lines": lines(5), "on": "1999-01-01"}, "not_understood"),
        ({"lines": lines(5), "on": "9999-12-31"}, "day_to_come"),
    ],
)
def test_refusals_are_problem_details(program: Client, body: object, code: str) -> None:
    answer = send(program, "entries", body)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert set(read(answer)) == PROBLEM
    assert (read(answer)["code"], read(answer)["status"]) == (code, 422)


def test_above_the_limit_it_waits(program: Client, koppontren: Koppontren) -> None:
    enter(koppontren)
    set_limit(koppontren, amount=1_000, by=make_member_of(koppontren, Role.BOARD))
    key = uuid4()
    answers = [send(program, "entries", {"lines": lines(5_000)}, key=key) for _ in range(2)]

    assert [(answer.status_code, read(answer)) for answer in answers] == [
        (202, {"draft": str(key), "decision": "", "reason": "", "entry": None})
    ] * 2
    enter(koppontren)
    assert journal(koppontren) == []


def test_what_became_of_a_draft_is_read_by_its_key(program: Client, koppontren: Koppontren) -> None:
    enter(koppontren)
    board = make_member_of(koppontren, Role.BOARD)
    set_limit(koppontren, amount=1_000, by=board)
    keys = [uuid4() for _ in range(3)]
    for key in keys:
        send(program, "entries", {"lines": lines(5_000)}, key=key)
    enter(koppontren)
    approve(Draft.objects.of(koppontren).get(request_id=keys[0]), by=board)
    reject(Draft.objects.of(koppontren).get(request_id=keys[1]), reason="Nota?", by=board)
    said = [read(program.get(f"{HERE}/drafts/{key}")) for key in keys]

    assert [(one["decision"], one["reason"], one["entry"]) for one in said] == [
        ("approved", "", 1),
        ("rejected", "Nota?", None),
        ("", "", None),
    ]
    assert program.get(f"{HERE}/drafts/{uuid4()}").status_code == 404


def test_what_comes_late_is_booked_on_the_first_open_day_and_says_what_it_corrects(
    program: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    wrong = read(send(program, "entries", {"lines": lines(5_000), "on": "2026-01-20"}))["number"]
    enter(koppontren)
    close_period(koppontren, through=date(2026, 1, 31), request_id=uuid4(), by=bookkeeper)
    body = {"lines": lines(1_000), "on": "2026-01-21", "corrects": wrong}
    refused = send(program, "entries", body)
    entry = read(send(program, "entries", body | {"late": True}))
    unknown = send(program, "entries", body | {"late": True, "corrects": 99})

    assert [read(answer)["code"] for answer in (refused, unknown)] == [
        "period_closed",
        "no_such_entry",
    ]
    assert (entry["on"], entry["value_on"], entry["corrects"]) == (
        "2026-02-01",
        "2026-01-21",
        wrong,
    )
    assert read(program.get(f"{HERE}/entries/{wrong}"))["corrected_by"] == [entry["number"]]


def test_an_entry_is_undone_once(program: Client) -> None:
    number = read(send(program, "entries", {"lines": lines(5_000)}))["number"]
    undone = send(program, f"entries/{number}/reversal", {"reason": "Salah"})
    twice = send(program, f"entries/{number}/reversal", {"reason": "Salah"})
    without = send(program, f"entries/{number}/reversal", {"reason": " "})

    assert (undone.status_code, read(undone)["reverses"]) == (201, number)
    assert read(program.get(f"{HERE}/entries/{number}"))["undone_by"] == read(undone)["number"]
    assert [read(answer)["code"] for answer in (twice, without)] == [
        "already_reversed",
        "not_understood",
    ]


def test_what_puts_another_right_is_said_on_both(
    program: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    wrong = read(send(program, "entries", {"lines": lines(5_000)}))["number"]
    enter(koppontren)
    cash, income = account(koppontren, "1111"), account(koppontren, "4310")
    intent = Intent(JOURNAL, [dr(cash, 1_000), cr(income, 1_000)], corrects=wrong)
    right = submit(koppontren, intent=intent, request_id=uuid4(), by=bookkeeper)
    assert isinstance(right, Entry)

    said = [read(program.get(f"{HERE}/entries/{number}")) for number in (wrong, right.number)]

    assert [(one["corrects"], one["corrected_by"]) for one in said] == [
        (None, [right.number]),
        (wrong, []),
    ]


def test_the_journal_goes_on_behind_a_cursor(program: Client) -> None:
    for amount in (1, 2, 3):
        send(program, "entries", {"lines": lines(amount), "on": f"2026-03-0{amount}"})
    first = read(program.get(f"{HERE}/entries?limit=2"))
    second = read(program.get(f"{HERE}/entries?limit=2&cursor={first['next']}"))
    of_a_day = read(program.get(f"{HERE}/entries?from=2026-03-02&to=2026-03-02"))

    numbers = [[entry["number"] for entry in page["results"]] for page in (first, second, of_a_day)]
    assert numbers == [[3, 2], [1], [2]]
    assert second["next"] is None
    assert read(program.get(f"{HERE}/entries?kind=money.in"))["results"] == []


def test_lines_of_an_account_carry_their_balance(program: Client) -> None:
    for amount in (100, 20, 3):
        send(program, "entries", {"lines": lines(amount), "on": "2026-03-01"})
    first = read(program.get(f"{HERE}/accounts/1111/lines?limit=2"))
    second = read(program.get(f"{HERE}/accounts/1111/lines?limit=2&cursor={first['next']}"))

    assert [line["balance"] for line in first["results"]] == [100, 120]
    assert (second["opening"], second["results"][0]["balance"], second["next"]) == (120, 123, None)
    bad = program.get(f"{HERE}/accounts/1111/lines?cursor=x")
    assert (bad.status_code, read(bad)["code"]) == (422, "bad_cursor")


def test_accounts_hold_what_their_details_hold(
    program: Client, koppontren: Koppontren, client: Client
) -> None:
    control = read(program.get(f"{HERE}/accounts/2110"))
    page = read(program.get(f"{HERE}/accounts?limit=2"))

    assert (control["is_control"], control["balance"], control["control"]) == (True, 0, None)
    assert len(page["results"]) == 2
    assert page["next"] is not None
    assert program.get(f"{HERE}/accounts/0000").status_code == 404


@pytest.mark.parametrize(
    "statement",
    ["balance_sheet", "results", "equity", "cash_flow", "zakat", "benevolence", "trial_balance"],
)
def test_every_statement_is_there_and_right(
    client: Client, bookkeeper: User, statement: str
) -> None:
    client.force_login(bookkeeper)
    send(client, "entries", {"lines": lines(5_000), "on": "2026-03-01"})
    answer = client.get(f"{HERE}/statements/{statement}?on=2026-03-31")

    assert (answer.status_code, read(answer)["difference"]) == (200, 0)


def test_units_and_days_are_refused_in_words(
    client: Client, koppontren: Koppontren, db: None
) -> None:
    other = make_books("an-nur")
    keeper = make_member_of(other, Role.BOOKKEEPER)
    client.force_login(keeper)
    address = "/api/koppontren/an-nur/statements/trial_balance"
    empty = read(client.get(address))
    assert [row for part in empty["parts"] for row in part["rows"] if row["code"]] == []
    wrong = client.get(f"{address}?unit=Kantin")
    turned = client.get(f"{address}?from=2026-03-02&on=2026-03-01")

    assert [read(answer)["code"] for answer in (wrong, turned)] == ["no_such_unit", "days_turned"]


@pytest.mark.parametrize("place", ["entries", "accounts"])
def test_a_longer_page_asks_no_more_questions(program: Client, place: str) -> None:
    for amount in range(1, 4):
        send(program, "entries", {"lines": lines(amount)})

    one, three = (questions(program, f"{HERE}/{place}?limit={limit}") for limit in (1, 3))
    assert one == three


def test_a_token_that_may_only_read_records_nothing(
    client: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    enter(koppontren)
    _token, secret = make_token(
        koppontren, name="Laporan", scope=ApiToken.Scope.READ, days=30, request_id=uuid4(),
        by=bookkeeper,
    )  # fmt: skip
    bearer = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid4())}
    body = json.dumps({"lines": lines(5)})

    assert client.get(f"{HERE}/accounts", headers=bearer).status_code == 200
    answer = client.post(f"{HERE}/entries", body, "application/json", headers=bearer)
    assert (answer.status_code, read(answer)["code"]) == (403, "forbidden")


def test_a_key_that_we_derive_ourselves_is_not_taken(
    program: Client, koppontren: Koppontren
) -> None:
    key = uuid5(NAMESPACE_DNS, "a closing of the year")
    answer = send(program, "entries", {"lines": lines(5)}, key=key)
    assert (answer.status_code, read(answer)["code"]) == (422, "key_derived")
    enter(koppontren)
    assert journal(koppontren) == []


def test_neither_units_debts_nor_members_savings_are_recorded_by_hand(
    program: Client, koppontren: Koppontren
) -> None:
    enter(koppontren)
    open_detail_account(account(koppontren, "2110"), name="S-0001")
    between = Account.objects.of(koppontren).exclude(other_unit=None).order_by("code")[0]
    answers = [
        send(program, "entries", {"lines": lines(5, of=code)})
        for code in ("2110.0001", between.code)
    ]
    assert [(a.status_code, read(a)["code"]) for a in answers] == [
        (422, "has_its_own_page"),
        (422, "between_units"),
    ]
