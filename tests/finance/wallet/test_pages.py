"""The pages of wallets, as those who keep them use them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.wallet.commands import block_card, issue_card
from klinik.finance.wallet.models import Category, Limit, Wallet, WalletRules
from klinik.finance.wallet.queries import current_card
from klinik.finance.wallet.rooms import Told, _tellers, tell_of_entries
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_saver, questions
from tests.finance.wallet.pocket import held, last_entry, make_wallet
from tests.world import make_member_of


@pytest.fixture
def keeper(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


def at(wallet: Wallet, page: str, **more: object) -> str:
    """The address of a page of this wallet."""
    return reverse(f"wallet:{page}", args=[wallet.koppontren.slug, wallet.number, *more.values()])


def test_the_first_page_starts_wallets(
    koppontren: Koppontren, teller: User, keeper: Client
) -> None:
    address = reverse("wallet:list", args=[koppontren.slug])
    assert "Mulai dompet" in keeper.get(address).text

    keeper.post(reverse("wallet:start", args=[koppontren.slug]))

    assert WalletRules.objects.of(koppontren).exists()
    assert "Belum ada dompet" in keeper.get(address).text
    member = make_saver(koppontren, teller)
    page = keeper.get(member.get_absolute_url())
    assert "Buka dompet" in page.text
    opened = keeper.post(
        reverse("wallet:open", args=[koppontren.slug, member.number]), {"request_id": uuid4()}
    )
    assert opened.headers["Location"] == f"/koppontren/{koppontren.slug}/dompet/D-0001/"
    assert "D-0001" in keeper.get(member.get_absolute_url()).text


def test_a_scanned_card_leads_to_its_wallet(wallet: Wallet, teller: User, keeper: Client) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    found = keeper.get(reverse("wallet:list", args=[wallet.koppontren.slug]), {"q": card.code})
    assert found.headers["Location"] == wallet.get_absolute_url()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Ahmad Fauzi", "Budi Santoso"]),
        ({"q": "budi"}, ["Budi Santoso"]),
        ({"q": "D-0001"}, ["Ahmad Fauzi"]),
        ({"status": "kosong"}, ["Budi Santoso"]),
        ({"status": "tanpa-kartu"}, ["Budi Santoso"]),
        ({"status": "diblokir"}, ["Ahmad Fauzi"]),
        ({"status": "ditutup"}, []),
        ({"status": "menunggak"}, []),
    ],
)
def test_the_list_is_searched_and_filtered(
    wallet: Wallet, teller: User, keeper: Client, asked: dict[str, str], names: list[str]
) -> None:
    make_wallet(wallet.koppontren, teller, name="Budi Santoso")
    block_card(issue_card(wallet, request_id=uuid4(), by=teller), why="Hilang", by=teller)
    page = keeper.get(reverse("wallet:list", args=[wallet.koppontren.slug]), asked)
    table: Any = page.context["table"]
    assert [row.member.name for row in table.page.object_list] == names


def test_the_list_is_taken_away_as_a_file(wallet: Wallet, keeper: Client) -> None:
    file = keeper.get(reverse("wallet:list", args=[wallet.koppontren.slug]), {"format": "csv"})
    assert b"Ahmad Fauzi" in file.getvalue()


def test_the_list_asks_as_much_of_three_as_of_one(
    wallet: Wallet, teller: User, keeper: Client
) -> None:
    address = reverse("wallet:list", args=[wallet.koppontren.slug])
    make_wallet(wallet.koppontren, teller, name="Anwar")  # with a second row comes the sum
    one = questions(keeper, address)
    for name in ("Budi", "Citra"):
        issue_card(make_wallet(wallet.koppontren, teller, name=name), request_id=uuid4(), by=teller)
    assert questions(keeper, address) == one


def test_the_page_asks_as_much_of_many_lines_as_of_one(
    wallet: Wallet, teller: User, keeper: Client
) -> None:
    one = questions(keeper, at(wallet, "wallet"))
    for amount in (1_000, 2_000, 3_000):
        keeper.post(at(wallet, "put_in"), {"amount": amount, "request_id": uuid4()})
    assert questions(keeper, at(wallet, "wallet")) == one


def test_cash_goes_in_and_out_with_a_receipt(wallet: Wallet, keeper: Client) -> None:
    key = uuid4()
    for _twice in range(2):
        done = keeper.post(at(wallet, "put_in"), {"amount": "25.000", "request_id": key})
    entry = last_entry(wallet.koppontren)
    assert done.headers["Location"] == at(wallet, "receipt", entry=entry.number)
    receipt = keeper.get(done.headers["Location"]).text
    assert "Rp25.000" in receipt
    assert "Rp125.000" in receipt
    refused = keeper.post(at(wallet, "take_out"), {"amount": 200_000, "request_id": uuid4()})
    assert refused.status_code == 422
    assert "Rp125.000" in refused.text
    keeper.post(at(wallet, "take_out"), {"amount": 125_000, "request_id": uuid4()})
    assert held(wallet) == 0
    assert journal(wallet.koppontren)[-2:] == [
        "wallet.topup: Dr Kas 25.000, Cr D-0001 25.000",
        "wallet.payout: Dr D-0001 125.000, Cr Kas 125.000",
    ]


def test_a_card_is_given_printed_blocked_released_and_replaced(
    wallet: Wallet, keeper: Client
) -> None:
    keeper.post(at(wallet, "card"), {"kind": "qr", "request_id": uuid4()})
    card = current_card(wallet)
    assert card is not None
    sheet = keeper.get(reverse("wallet:cards", args=[wallet.koppontren.slug])).text
    assert "<svg" in sheet
    assert wallet.number in sheet

    assert keeper.post(at(wallet, "block"), {"why": " "}).status_code == 422
    keeper.post(at(wallet, "block"), {"why": "Hilang"})
    assert "Hilang" in keeper.get(wallet.get_absolute_url()).text
    keeper.post(at(wallet, "release"))
    card.refresh_from_db()
    assert card.is_good

    empty = keeper.post(at(wallet, "card"), {"kind": "nfc", "code": "", "request_id": uuid4()})
    assert empty.status_code == 422
    keeper.post(at(wallet, "card"), {"kind": "nfc", "code": "04A22B9F", "request_id": uuid4()})
    now = current_card(wallet)
    assert now is not None
    assert (now.code, now.replaces) == ("04A22B9F", card)


def test_a_pin_is_chosen_and_taken_away(wallet: Wallet, keeper: Client) -> None:
    assert keeper.post(at(wallet, "pin"), {"pin": "1234"}).status_code == 422
    keeper.post(at(wallet, "pin"), {"pin": "2846"})
    wallet.refresh_from_db()
    assert wallet.has_pin
    keeper.post(at(wallet, "pin"), {"pin": ""})
    wallet.refresh_from_db()
    assert not wallet.has_pin


def test_limits_of_one_and_of_all(wallet: Wallet, keeper: Client) -> None:
    slug = wallet.koppontren.slug
    keeper.post(reverse("wallet:ceiling", args=[slug]), {"period": "day", "amount": 15_000})
    keeper.post(at(wallet, "limit"), {"period": "day", "amount": 10_000})
    page = keeper.get(wallet.get_absolute_url()).text
    assert "sisa Rp10.000" in page
    for row in Limit.objects.of(wallet.koppontren):
        keeper.post(reverse("wallet:limit_away", args=[slug, row.pk]))
    assert not Limit.objects.of(wallet.koppontren).exists()


def test_a_limit_above_the_ceiling_is_no_limit(wallet: Wallet, keeper: Client) -> None:
    slug = wallet.koppontren.slug
    keeper.post(reverse("wallet:ceiling", args=[slug]), {"period": "day", "amount": 15_000})
    said = keeper.post(at(wallet, "limit"), {"period": "day", "amount": 15_001}, follow=True)
    assert "Rp15.000" in said.text
    assert Limit.objects.of(wallet.koppontren).count() == 1


def test_rules_and_categories(wallet: Wallet, teller: User, keeper: Client) -> None:
    slug, rules = wallet.koppontren.slug, reverse("wallet:rules", args=[wallet.koppontren.slug])
    assert keeper.post(rules, {"card_fee": "10.000"}).status_code == 422
    keeper.post(rules, {"offline_allowance": "5.000"})
    assert WalletRules.objects.of(wallet.koppontren).get().offline_allowance == 5_000
    keeper.post(reverse("wallet:category_add", args=[slug]), {"name": "Alat tulis", "icon": "tag"})
    made = Category.objects.of(wallet.koppontren).get(name="Alat tulis")
    keeper.post(
        reverse("wallet:category", args=[slug, made.pk]),
        {"name": "Alat tulis", "icon": "book", "is_exempt": "on"},
    )
    made.refresh_from_db()
    assert (made.icon, made.is_exempt, made.is_used) == ("book", True, False)
    assert "Alat tulis" in keeper.get(rules).text


def test_an_empty_wallet_is_closed_and_opened_again(
    koppontren: Koppontren, teller: User, keeper: Client
) -> None:
    wallet = make_wallet(koppontren, teller)
    keeper.post(at(wallet, "close"), {"request_id": uuid4()})
    wallet.refresh_from_db()
    assert not wallet.is_open
    assert "ditutup" in keeper.get(wallet.get_absolute_url()).text
    keeper.post(at(wallet, "reopen"))
    wallet.refresh_from_db()
    assert wallet.is_open


def test_who_only_reads_changes_nothing(wallet: Wallet, client: Client) -> None:
    client.force_login(make_member_of(wallet.koppontren, Role.SUPERVISOR))
    page = client.get(wallet.get_absolute_url())
    assert page.status_code == 200
    assert "Isi saldo" not in page.text
    for name in ("put_in", "card", "limit", "close"):
        assert client.post(at(wallet, name), {}).status_code == 403
    client.force_login(make_member_of(wallet.koppontren, Role.CASHIER))
    assert client.get(wallet.get_absolute_url()).status_code == 403


def test_a_room_above_says_what_was_bought(wallet: Wallet, keeper: Client) -> None:
    entry = last_entry(wallet.koppontren)

    def teller_of_sales(_koppontren: Koppontren, _numbers: object) -> dict[int, Told]:
        return {entry.number: Told("2 roti, 1 susu", "/nota/1/")}

    tell_of_entries(teller_of_sales)
    try:
        assert '<a href="/nota/1/">2 roti, 1 susu</a>' in keeper.get(wallet.get_absolute_url()).text
    finally:
        _tellers.remove(teller_of_sales)
