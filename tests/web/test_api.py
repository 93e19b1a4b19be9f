"""The API does what the counter's pages do, once, and says no in one shape."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.savings.models import SavingsAccount
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import (
    held,
    make_cooperative,
    make_new_first_drawer,
    make_saver,
    make_savings,
    make_teller,
    questions,
)
from tests.world import make_member_of

HERE = "/api/koppontren/al-hikmah"
PROBLEM = {"type", "title", "status", "detail", "code", "message"}  # RFC 9457, and two of ours
SAVINGS = f"{HERE}/savings/S-0001"
DEPOSIT = f"{SAVINGS}/deposits"
WITHDRAW = f"{SAVINGS}/withdrawals"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def savings(koppontren: Koppontren, teller: User) -> SavingsAccount:
    return make_savings(make_saver(koppontren, teller), teller)


@pytest.fixture
def program(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


def send(program: Client, address: str, body: object, *, key: object = None) -> Any:
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.post(address, json.dumps(body), "application/json", headers=headers)


def read(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_deposit_answers_with_its_entry(program: Client, savings: SavingsAccount) -> None:
    answer = send(program, DEPOSIT, {"amount": 50_000})

    assert answer.status_code == 201
    entry = read(answer)
    assert {key: entry[key] for key in ("number", "kind", "change", "balance", "undone_by")} == {
        "number": 2,
        "kind": "savings.deposit",
        "change": 50_000,
        "balance": 50_000,
        "undone_by": None,
    }
    assert journal(savings.koppontren)[1:] == ["savings.deposit: Dr Kas 50.000, Cr S-0001 50.000"]


def test_the_same_key_is_the_first_answer(program: Client, savings: SavingsAccount) -> None:
    key = uuid4()
    first = send(program, DEPOSIT, {"amount": 50_000}, key=key)
    send(program, DEPOSIT, {"amount": 1_000})
    again = send(program, DEPOSIT, {"amount": 50_000}, key=key)

    assert read(again) == read(first)
    assert held(savings) == 51_000


def test_the_same_key_after_the_cash_account_changed_is_the_first_answer(
    program: Client, savings: SavingsAccount
) -> None:
    keys = {DEPOSIT: uuid4(), WITHDRAW: uuid4()}
    first = [send(program, at, {"amount": 5_000}, key=key) for at, key in keys.items()]
    make_new_first_drawer(savings.koppontren)
    again = [send(program, at, {"amount": 5_000}, key=key) for at, key in keys.items()]

    assert [read(answer) for answer in again] == [read(answer) for answer in first]
    assert len(journal(savings.koppontren)) == 3


def test_the_same_key_with_other_content_is_refused(
    program: Client, savings: SavingsAccount
) -> None:
    key = uuid4()
    send(program, DEPOSIT, {"amount": 50_000}, key=key)
    answers = [
        send(program, DEPOSIT, {"amount": 60_000}, key=key),
        send(program, WITHDRAW, {"amount": 50_000}, key=key),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [read(answer)["code"] for answer in answers] == ["request_reused", "request_reused"]
    assert held(savings) == 50_000


def test_a_refusal_has_a_code_and_a_sentence(program: Client, savings: SavingsAccount) -> None:
    send(program, DEPOSIT, {"amount": 5_000})
    answer = send(program, WITHDRAW, {"amount": 7_000})

    assert answer.status_code == 422
    assert set(read(answer)) == PROBLEM
    assert read(answer)["code"] == "overdrawn"
    assert "Rp5.000" in str(read(answer)["message"])
    assert held(savings) == 5_000


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        "x",
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**15 + 1},
        {"amount": 10**400},
        {"amount": 1.5},
        {"amount": 1000.0},
        {"amount": "1000"},
        {"amount": True},
        {"amount": None},
        {"amount": "٥٠٠٠"},
        {"amount": {"$gt": 0}},
    ],
    ids=range(15),
)
@pytest.mark.parametrize("address", [DEPOSIT, WITHDRAW])
def test_odd_bodies_post_nothing(
    program: Client, savings: SavingsAccount, body: object, address: str
) -> None:
    answer = send(program, address, body)

    assert answer.status_code == 422
    assert read(answer)["code"] == "not_understood"
    assert held(savings) == 0


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"\0", b'{"amount": 1}' * 2, b"NaN"])
def test_what_is_no_json_posts_nothing(
    program: Client, savings: SavingsAccount, body: bytes
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    answer = program.post(DEPOSIT, body, "application/json", headers=headers)

    assert answer.status_code in {400, 422}
    assert set(read(answer)) == PROBLEM
    assert held(savings) == 0


@pytest.mark.parametrize("key", ["", "x", "1" * 10_000, "\0"])
def test_a_payment_needs_a_key(program: Client, savings: SavingsAccount, key: str) -> None:
    body = json.dumps({"amount": 1_000})
    headers = {"Idempotency-Key": key}
    without = program.post(DEPOSIT, body, "application/json")
    odd = program.post(DEPOSIT, body, "application/json", headers=headers)

    assert (without.status_code, odd.status_code) == (422, 422)
    assert "Idempotency-Key" in str(read(without)["message"])
    assert held(savings) == 0


def test_lists_and_one_account(program: Client, savings: SavingsAccount) -> None:
    send(program, DEPOSIT, {"amount": 50_000})
    members = read(program.get(f"{HERE}/members", {"q": "amin"}))
    accounts = read(program.get(f"{HERE}/savings"))
    one = read(program.get(SAVINGS))
    of_one = read(program.get(f"{HERE}/savings", {"member": "A-0001"}))
    assert of_one["results"] == accounts["results"]
    assert read(program.get(f"{HERE}/savings", {"member": "A-0002"}))["count"] == 0

    assert (members["count"], members["pages"]) == (1, 1)
    assert [member["number"] for member in members["results"]] == ["A-0001"]
    assert [(a["number"], a["balance"]) for a in accounts["results"]] == [
        ("P-0001", 100_000),
        ("S-0001", 50_000),
    ]
    assert (one["member"], one["kind"], one["balance"]) == ("A-0001", "voluntary", 50_000)
    assert [entry["number"] for entry in one["entries"]] == [2]


def test_what_an_account_holds_is_certified_on_paper(
    program: Client, savings: SavingsAccount
) -> None:
    paper = program.get(f"{SAVINGS}/certificate")

    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF-")
    assert "sertifikat-S-0001.pdf" in paper["Content-Disposition"]


def test_a_receipt_is_read_as_it_is_sent(program: Client, savings: SavingsAccount) -> None:
    send(program, DEPOSIT, {"amount": 50_000})
    told = read(program.get(f"{SAVINGS}/entries/2/receipt"))

    assert (told["amount"], told["balance"], told["undone_by"]) == (50_000, 50_000, None)
    assert told["in_words"] == "lima puluh ribu"
    assert (told["member"], told["phone"]) == ("A-0001", savings.member.phone)
    assert "Setoran simpanan Rp50.000, rekening S-0001, bukti no. 2" in told["text"]
    assert [program.get(f"{SAVINGS}/entries/{n}/receipt").status_code for n in (1, 3)] == [404] * 2


def test_books_are_laid_out_alike_or_by_their_kind(client: Client, savings: SavingsAccount) -> None:
    client.force_login(make_member_of(savings.koppontren, Role.MANAGER))
    of_all, of_kind = (f"{HERE}/{where}passbook-layout" for where in ("", "savings-products/S/"))
    usual = read(client.get(of_all))
    assert (usual["lines"], usual.pop("is_own"), read(client.get(of_kind))["is_own"]) == (
        20,
        False,
        False,
    )

    def put(address: str, said: dict[str, object]) -> Any:
        return client.put(address, json.dumps(said), "application/json")

    for _again in range(2):
        assert read(put(of_all, usual | {"lines": 30})) == usual | {"lines": 30, "is_own": True}
    assert read(client.get(of_kind)) == usual | {"lines": 30, "is_own": False}
    assert read(put(of_kind, usual | {"lines": 12}))["is_own"]
    assert read(client.get(of_all))["lines"] == 30
    assert put(of_kind, usual | {"lines": 0}).status_code == 422
    assert put(of_kind.replace("/S/", "/X/"), usual).status_code == 404
    client.force_login(make_member_of(savings.koppontren, Role.TELLER))
    assert (client.get(of_kind).status_code, put(of_kind, usual).status_code) == (200, 403)


@pytest.mark.parametrize(
    ("page", "status"), [("1", 200), ("2", 200), ("1000000", 200), ("0", 422), ("x", 422)]
)
@pytest.mark.parametrize("what", ["members", "savings"])
def test_pages(program: Client, savings: SavingsAccount, what: str, page: str, status: int) -> None:
    answer = program.get(f"{HERE}/{what}", {"page": page})

    assert answer.status_code == status
    if page in {"2", "1000000"}:
        assert read(answer)["results"] == []


@pytest.mark.parametrize("q", ["\0", "محمد", "ꦱꦶꦠꦶ", "%"])
def test_odd_searches_are_answered(program: Client, savings: SavingsAccount, q: str) -> None:
    assert program.get(f"{HERE}/members", {"q": q}).status_code == 200


def test_lists_ask_a_fixed_number_of_questions(
    program: Client, savings: SavingsAccount, teller: User
) -> None:
    addresses = [f"{HERE}/members", f"{HERE}/savings"]
    with_one = [questions(program, address) for address in addresses]
    for name in ("Hasan", "Husain"):
        make_savings(make_saver(savings.koppontren, teller, name=name), teller)

    assert [questions(program, address) for address in addresses] == with_one
    assert max(with_one) <= 9


@pytest.mark.parametrize("number", ["S-9999", "x", "%00", "S-0001%20", "x" * 2_000])
def test_no_such_account(program: Client, savings: SavingsAccount, number: str) -> None:
    answer = program.get(f"{HERE}/savings/{number}")

    assert answer.status_code == 404


def test_who_may_do_what(client: Client, savings: SavingsAccount) -> None:
    assert client.get(SAVINGS).status_code == 401
    assert read(client.get(SAVINGS))["code"] == "not_signed_in"
    statuses = {}
    for role in (Role.MANAGER, Role.SUPERVISOR, Role.CASHIER):
        client.force_login(make_member_of(savings.koppontren, role))
        posted = send(client, DEPOSIT, {"amount": 1_000}).status_code
        statuses[role] = (client.get(SAVINGS).status_code, posted)

    assert statuses == {
        Role.MANAGER: (200, 201),
        Role.SUPERVISOR: (200, 403),
        Role.CASHIER: (403, 403),
    }


def test_a_neighbour_finds_nothing(client: Client, savings: SavingsAccount) -> None:
    neighbour = make_cooperative("an-nur")
    client.force_login(make_member_of(neighbour, Role.MANAGER))
    through = DEPOSIT.replace("al-hikmah", "an-nur")
    answers = [send(client, address, {"amount": 1_000}) for address in (DEPOSIT, through)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(SAVINGS).status_code == 404
    enter(savings.koppontren)
    assert held(savings) == 0


def test_a_stranger_is_turned_away_before_the_body_is_read(
    client: Client, savings: SavingsAccount
) -> None:
    client.force_login(make_member_of(make_cooperative("an-nur"), Role.MANAGER))

    assert client.post(DEPOSIT, b"{", "application/json").status_code == 404


def test_another_site_cannot_post_with_our_session(teller: User, savings: SavingsAccount) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(teller)

    assert send(browser, DEPOSIT, {"amount": 1_000}).status_code == 403
    assert held(savings) == 0


def test_the_document_describes_every_operation(client: Client, db: None) -> None:
    document = read(client.get("/api/openapi.json"))
    operations = [
        (method, path.removeprefix("/api/koppontren/{koppontren}"))
        for path, methods in document["paths"].items()
        for method in methods
    ]

    assert operations == [
        ("get", "/api/pesantren"),
        ("get", "/api/pesantren/{slug}"),
        ("get", "/api/products"),
        ("get", "/api/products/{number}"),
        ("get", "/api/regions"),
        ("get", "/api/partners"),
        ("get", "/api/partners/{slug}"),
        ("get", "/api/indicators"),
        ("get", "/api/readings"),
        ("get", "/api/stories"),
        ("get", "/api/stories/{slug}"),
        ("get", "/api/sessions"),
        ("get", "/api/sessions/{slug}"),
        ("get", "/api/cases"),
        ("post", "/api/cases"),
        ("get", "/api/cases/{number}"),
        ("get", "/api/own"),
        ("get", "/api/own/{place}/{number}"),
        ("get", "/api/own/{place}/{number}/savings/{account}/statement"),
        ("get", "/api/own/{place}/{number}/savings/{account}/certificate"),
        ("get", "/api/own/{place}/{number}/savings/{account}/profit-shares/{month}"),
        ("get", "/api/own/{place}/{number}/wallet"),
        ("put", "/api/own/{place}/{number}/wallet/limits"),
        ("post", "/api/own/{place}/{number}/wallet/card/block"),
        ("post", "/api/own/{place}/{number}/wallet/top-ups"),
        ("get", "/cases"),
        ("get", "/cases/{number}"),
        ("get", "/members"),
        ("get", "/members/{number}"),
        ("put", "/members/{number}"),
        ("get", "/members/{number}/history"),
        ("post", "/members/{number}/nik"),
        ("get", "/members/{number}/card"),
        ("post", "/members/{number}/card"),
        ("get", "/members/{number}/photo"),
        ("post", "/members/{number}/photo"),
        ("delete", "/members/{number}/photo"),
        ("post", "/members/{number}/consents"),
        ("delete", "/members/{number}/consents/{purpose}"),
        ("get", "/members/{number}/ties"),
        ("post", "/members/{number}/ties"),
        ("delete", "/members/{number}/ties/{tie}"),
        ("get", "/member-imports/columns"),
        ("get", "/member-imports"),
        ("post", "/member-imports"),
        ("get", "/member-imports/{table}"),
        ("put", "/member-imports/{table}/columns"),
        ("post", "/member-imports/{table}/recording"),
        ("get", "/member-imports/{table}/bad-rows"),
        ("get", "/members/{number}/forgetting"),
        ("post", "/members/{number}/forgetting"),
        ("delete", "/members/{number}/forgetting"),
        ("post", "/members/{number}/forgetting/confirmation"),
        ("get", "/savings"),
        ("get", "/savings/{number}"),
        ("post", "/savings/{number}/deposits"),
        ("post", "/savings/{number}/withdrawals"),
        ("post", "/savings/{number}/transfers"),
        ("post", "/savings/{number}/closing"),
        ("post", "/savings/{number}/block"),
        ("post", "/savings/{number}/release"),
        ("get", "/savings-arrears"),
        ("get", "/savings-drafts/{draft}"),
        ("get", "/savings-products"),
        ("post", "/savings-products"),
        ("post", "/savings-products/usual"),
        ("put", "/savings-products/{prefix}"),
        ("get", "/savings/{number}/statement"),
        ("get", "/savings/{number}/certificate"),
        ("get", "/savings/{number}/entries/{entry}/receipt"),
        ("get", "/passbook-layout"),
        ("put", "/passbook-layout"),
        ("get", "/savings-products/{prefix}/passbook-layout"),
        ("put", "/savings-products/{prefix}/passbook-layout"),
        ("get", "/savings/{number}/passbook"),
        ("post", "/savings/{number}/passbook/lines"),
        ("post", "/savings/{number}/passbook/pages"),
        ("post", "/savings/{number}/passbook/books"),
        ("post", "/admissions"),
        ("post", "/members/{number}/death"),
        ("post", "/members/{number}/leaving"),
        ("post", "/members/{number}/leaving/with-paper"),
        ("get", "/members/{number}/leaving/paper"),
        ("get", "/drawers"),
        ("post", "/drawers"),
        ("post", "/drawers/{code}/opening"),
        ("post", "/drawers/{code}/taking-over"),
        ("post", "/drawers/{code}/retirement"),
        ("post", "/drawers/{code}/closing"),
        ("get", "/cash-deliveries"),
        ("post", "/cash-deliveries"),
        ("post", "/cash-deliveries/{delivery}/arrival"),
        ("post", "/cash-deliveries/{delivery}/refusal"),
        ("post", "/cash-deliveries/{delivery}/return"),
        ("get", "/drawers/{code}/report"),
        ("put", "/drawers/{code}/name"),
        ("post", "/members/{number}/savings"),
        ("get", "/savings-drafts"),
        ("post", "/savings-drafts/{draft}/approval"),
        ("post", "/savings-drafts/{draft}/rejection"),
        ("post", "/savings-drafts/{draft}/withdrawal"),
        ("get", "/teller-limits"),
        ("post", "/teller-limits"),
        ("get", "/groups"),
        ("post", "/groups"),
        ("get", "/groups/{group}/members"),
        ("put", "/groups/{group}/members/{number}"),
        ("delete", "/groups/{group}/members/{number}"),
        ("post", "/groups/{group}/collections"),
        ("get", "/collecting/list"),
        ("post", "/collecting/receipts"),
        ("get", "/collecting/receipts"),
        ("get", "/collecting/refused"),
        ("post", "/collecting/refused/{receipt}/settlement"),
        ("get", "/collecting/collectors"),
        ("get", "/collecting/rounds"),
        ("post", "/collecting/rounds"),
        ("post", "/collecting/rounds/{round}/end"),
        ("get", "/till/catalogue"),
        ("get", "/till/cards"),
        ("get", "/till/buyers/{buyer}"),
        ("get", "/till/buyers/{buyer}/photo"),
        ("post", "/till/sales"),
        ("get", "/member-purchases/{year}"),
        ("get", "/till/sales/{sale}"),
        ("post", "/till/sales/{sale}/returns"),
        ("get", "/profit-shares"),
        ("post", "/profit-shares"),
        ("post", "/bonuses"),
        ("get", "/profit-shares/{unit}/{month}/parts"),
        ("delete", "/profit-shares/{unit}/{month}"),
        ("post", "/profit-shares/{unit}/{month}/recording"),
        ("post", "/profit-shares/{unit}/{month}/recording/resumption"),
        ("post", "/profit-shares/{unit}/{month}/undoing"),
        ("delete", "/profit-shares/{unit}/{month}/undoing"),
        ("post", "/profit-shares/{unit}/{month}/undoing/confirmation"),
        ("post", "/profit-shares/{unit}/{month}/undoing/resumption"),
        ("get", "/tax-rules"),
        ("get", "/profit-pools"),
        ("put", "/profit-pools/{unit}"),
        ("get", "/savings/{number}/profit-shares/{month}"),
        ("get", "/savings-fees"),
        ("post", "/savings-fees"),
        ("delete", "/savings-fees/{month}"),
        ("get", "/savings-fees/{month}/accounts"),
        ("post", "/savings-fees/{month}/recording"),
        ("post", "/savings-fees/{month}/recording/resumption"),
        ("get", "/wallets"),
        ("post", "/wallets"),
        ("get", "/wallets/{number}"),
        ("post", "/wallets/{number}/cash-in"),
        ("post", "/wallets/{number}/cash-out"),
        ("post", "/wallets/{number}/card"),
        ("post", "/wallets/{number}/card/block"),
        ("post", "/wallets/{number}/card/release"),
        ("put", "/wallets/{number}/pin"),
        ("put", "/wallets/{number}/limits"),
        ("post", "/wallets/{number}/closing"),
        ("post", "/wallets/{number}/reopening"),
        ("put", "/wallet-rules"),
        ("get", "/wallet-rules"),
        ("put", "/wallet-rules/limits"),
        ("get", "/wallet-categories"),
        ("post", "/wallet-categories"),
        ("get", "/wallet-float"),
        ("get", "/wallet-top-ups"),
        ("post", "/wallets/{number}/top-ups"),
        ("delete", "/wallet-top-ups/{top_up}"),
        ("post", "/wallet-top-up-matching"),
        ("get", "/wallets/{number}/holds"),
        ("post", "/wallets/{number}/holds"),
        ("post", "/wallets/{number}/holds/{hold}/capture"),
        ("post", "/wallets/{number}/holds/{hold}/release"),
        ("post", "/wallet-batches"),
        ("put", "/wallet-fees"),
        ("post", "/wallet-fees/{fee}/taking"),
        ("get", "/wallet-scans"),
        ("post", "/wallet-scans"),
        ("get", "/wallet-top-up-ways"),
        ("get", "/shops"),
        ("post", "/shops"),
        ("put", "/shops/{shop_unit}"),
        ("get", "/goods-categories"),
        ("get", "/goods"),
        ("post", "/goods"),
        ("get", "/goods/{good}"),
        ("put", "/goods/{good}"),
        ("put", "/goods/{good}/prices"),
        ("put", "/goods/{good}/standing"),
        ("post", "/goods/{good}/barcodes"),
        ("post", "/goods/{good}/barcodes/removal"),
        ("get", "/goods/{good}/moves"),
        ("post", "/opening-stock"),
        ("get", "/goods-imports/columns"),
        ("get", "/goods-imports"),
        ("post", "/goods-imports"),
        ("get", "/goods-imports/{table}"),
        ("put", "/goods-imports/{table}/columns"),
        ("post", "/goods-imports/{table}/recording"),
        ("get", "/goods-imports/{table}/bad-rows"),
        ("get", "/suppliers"),
        ("post", "/suppliers"),
        ("post", "/suppliers/{supplier}/payments"),
        ("put", "/suppliers/{supplier}/standing"),
        ("get", "/purchases"),
        ("post", "/purchases"),
        ("get", "/purchases/{purchase}"),
        ("post", "/purchases/{purchase}/returns"),
        ("get", "/goods-expiring"),
        ("get", "/consignors"),
        ("post", "/consignors"),
        ("post", "/consignors/{consignor}/goods"),
        ("post", "/consignors/{consignor}/deliveries"),
        ("post", "/consignors/{consignor}/settlements"),
        ("put", "/consignors/{consignor}/standing"),
        ("get", "/stock-counts"),
        ("post", "/stock-counts"),
        ("get", "/stock-counts/{stock_count}"),
        ("put", "/stock-counts/{stock_count}/lines/{good}"),
        ("post", "/stock-counts/{stock_count}/sending"),
        ("post", "/stock-counts/{stock_count}/reopening"),
        ("post", "/stock-counts/{stock_count}/approval"),
        ("post", "/stock-counts/{stock_count}/rejection"),
        ("get", "/accounts"),
        ("get", "/accounts/{code}"),
        ("get", "/accounts/{code}/lines"),
        ("get", "/entries"),
        ("post", "/entries"),
        ("get", "/entries/{entry}"),
        ("post", "/entries/{entry}/reversal"),
        ("get", "/drafts/{draft}"),
        ("get", "/statements/{statement}"),
    ]
