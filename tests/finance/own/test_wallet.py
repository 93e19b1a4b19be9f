"""A guardian's phone: the child's balance, what was bought, limits, the card; nobody else's."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.ledger.bank.commands.files import keep_at_bank
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account
from klinik.finance.wallet.commands import (
    block_card,
    issue_card,
    open_wallet,
    pay_out,
    set_limit,
    start_wallets,
    top_up,
)
from klinik.finance.wallet.models import Limit, TopUp, Wallet
from klinik.finance.wallet.queries import current_card
from klinik.finance.wallet.queries.weekly import week_in_words, week_of
from klinik.finance.wallet.topups.commands import set_ways
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.counter import kas
from tests.finance.own.conftest import Tied, child_in
from tests.finance.sales.scene import Market
from tests.finance.wallet.pocket import category, make_wallet, spend
from tests.finance.wallet.test_qris import INFAK

PAGE = "/simpanan-saya/al-hikmah/A-0001/dompet/"


@pytest.fixture
def wallet(koppontren: Koppontren, teller: User) -> Wallet:
    start_wallets(koppontren, by=teller)
    wallet = open_wallet(child_in(koppontren, teller), request_id=uuid4())
    top_up(wallet, amount=50_000, cash=kas(koppontren), request_id=uuid4(), by=teller)
    issue_card(wallet, request_id=uuid4(), by=teller)
    return wallet


@pytest.fixture
def mother(client: Client, wallet: Wallet, tied: Tied) -> User:
    mother = tied(wallet.member, "guardian")
    client.force_login(mother)
    return mother


def test_a_mother_sees_what_her_child_holds_and_buys(
    client: Client, wallet: Wallet, teller: User, mother: User
) -> None:
    enter(wallet.koppontren)
    snacks = category(wallet.koppontren, "Jajan").pk
    spend(wallet, {snacks: 7_500}, by=teller, on=today_in(wallet.koppontren))

    assert "Rp42.500" in client.get("/simpanan-saya/al-hikmah/A-0001/").text
    page = client.get(PAGE).text
    assert "Rp42.500" in page
    assert "Jajan" in page
    assert "Rp7.500" in page
    copy = client.get("/simpanan-saya/al-hikmah/A-0001/unduh/").json()
    assert (copy["wallet"]["number"], copy["wallet"]["balance"]) == ("D-0001", 42_500)


def test_what_a_member_bought_this_year_stands_on_their_own_page(
    client: Client, koppontren: Koppontren, tied: Tied
) -> None:
    market = Market(koppontren=koppontren)
    market.sell(market.slip(member=market.santri.number))
    client.force_login(tied(market.santri))
    place = f"/simpanan-saya/{market.koppontren.slug}/{market.santri.number}/"

    page = client.get(place).text
    told = client.get(f"/api/own/{market.koppontren.slug}/{market.santri.number}").json()

    year = today_in(market.koppontren).year
    assert f"di toko tahun {year}" in page
    assert told["purchases"] == {"year": year, "many": 1, "sum": 8_000}


def test_the_week_in_words(wallet: Wallet, teller: User) -> None:
    today = today_in(wallet.koppontren)
    snacks, books = (category(wallet.koppontren, name).pk for name in ("Jajan", "Kitab dan buku"))
    spend(wallet, {snacks: 5_000, books: 20_000, None: 1_500}, by=teller, on=today)
    pay_out(wallet, amount=4_000, cash=kas(wallet.koppontren), request_id=uuid4(), by=teller)

    wallet = Wallet.objects.select_related("account", "member", "koppontren").get(pk=wallet.pk)
    week = week_of(wallet, today)
    lines = week_in_words(week).split("\n")

    assert week.spent == 26_500
    assert lines[1:] == [
        "Belanja: Rp26.500.",
        "- Kitab dan buku: Rp20.000",
        "- Jajan: Rp5.000",
        "- lainnya: Rp1.500",
        "Iuran, utang, dan tunai: Rp4.000.",
        "Uang masuk: Rp50.000.",
        "Saldo sekarang: Rp19.500.",
    ]


def test_a_mother_sets_limits_within_the_rules(
    client: Client, wallet: Wallet, teller: User, mother: User
) -> None:
    enter(wallet.koppontren)
    set_limit(wallet.koppontren, wallet=None, category=None, period="day", amount=15_000, by=teller)
    snacks = category(wallet.koppontren, "Jajan").pk

    client.post(f"{PAGE}batas/", {"category": snacks, "period": "week", "amount": "20.000"})
    said = client.post(f"{PAGE}batas/", {"period": "day", "amount": "99.000"}, follow=True)

    assert "Rp15.000" in said.text
    enter(wallet.koppontren)
    (own,) = Limit.objects.of(wallet.koppontren).filter(wallet=wallet)
    assert (own.category_id, own.period, own.amount, own.set_by) == (snacks, "week", 20_000, mother)
    (ceiling,) = Limit.objects.of(wallet.koppontren).filter(wallet=None)
    assert client.post(f"{PAGE}batas/{ceiling.pk}/hapus/").status_code == 404
    client.post(f"{PAGE}batas/{own.pk}/hapus/")
    enter(wallet.koppontren)
    assert not Limit.objects.of(wallet.koppontren).filter(wallet=wallet).exists()


def test_a_lost_card_is_blocked_at_once_and_found_again(
    client: Client, wallet: Wallet, teller: User, mother: User
) -> None:
    client.post(f"{PAGE}blokir/")
    enter(wallet.koppontren)
    card = current_card(wallet)
    assert card is not None
    assert (card.is_blocked, card.blocked_by) == (True, mother)

    client.post(f"{PAGE}aktifkan/")
    enter(wallet.koppontren)
    card.refresh_from_db()
    assert card.is_good
    block_card(card, why="Aturan asrama", by=teller)
    assert client.post(f"{PAGE}aktifkan/").status_code == 403


def test_a_child_sees_it_and_sets_nothing(client: Client, wallet: Wallet, tied: Tied) -> None:
    client.force_login(tied(wallet.member, "self"))
    assert client.get(PAGE).status_code == 200
    assert client.post(f"{PAGE}batas/", {"period": "day", "amount": 1}).status_code == 403
    client.post(f"{PAGE}blokir/")
    enter(wallet.koppontren)
    card = current_card(wallet)
    assert card is not None
    assert card.is_blocked
    assert client.post(f"{PAGE}aktifkan/").status_code == 403


def test_another_child_and_a_stranger_are_not_found(
    client: Client, wallet: Wallet, teller: User, mother: User
) -> None:
    enter(wallet.koppontren)
    other = make_wallet(wallet.koppontren, teller, name="Budi")
    doors = [PAGE.replace("A-0001", other.member.number), PAGE.replace("al-hikmah", "an-nur")]
    for door in doors:
        assert client.get(door).status_code == 404
        assert client.post(f"{door}batas/", {"period": "day", "amount": 1}).status_code == 404
        assert client.post(f"{door}blokir/").status_code == 404
    assert client.get("/koppontren/al-hikmah/dompet/D-0001/").status_code == 404


def test_without_a_wallet_there_is_no_page(
    client: Client, koppontren: Koppontren, teller: User, tied: Tied
) -> None:
    client.force_login(tied(child_in(koppontren, teller), "guardian"))
    assert client.get(PAGE).status_code == 404
    assert "dompet" not in client.get("/simpanan-saya/al-hikmah/A-0001/").text


def test_a_mother_asks_for_a_transfer_or_a_qris(
    client: Client, wallet: Wallet, teller: User, mother: User
) -> None:
    assert "tunai" in client.get(f"{PAGE}isi/").text
    enter(wallet.koppontren)
    account = Account.objects.of(wallet.koppontren).get(code="1112")
    bank = keep_at_bank(account, bank="Bank Contoh")
    set_ways(wallet.koppontren, bank=bank, va_prefix="88812", code=INFAK, by=teller)

    assert "8881200000001" in client.get(f"{PAGE}isi/").text
    for way, shown in (("transfer", "Rp50."), ("qris", "<svg")):
        typed = {"amount": "50.000", "way": way, "request_id": uuid4()}
        page = client.post(f"{PAGE}isi/", typed, follow=True)
        assert shown in page.text
    enter(wallet.koppontren)
    top_up = TopUp.objects.latest("pk")
    client.post(f"{PAGE}isi/{top_up.number}/batal/")
    enter(wallet.koppontren)
    top_up.refresh_from_db()
    assert top_up.state == "cancelled"
    small = {"amount": "999", "way": "qris", "request_id": uuid4()}
    assert client.post(f"{PAGE}isi/", small).status_code == 422
    assert client.get(f"{PAGE}isi/T0000000000/").status_code == 404


def test_programs_of_a_mother_do_the_same(
    client: Client, wallet: Wallet, teller: User, mother: User, tied: Tied
) -> None:
    base = "/api/own/al-hikmah/A-0001/wallet"
    assert client.get(base).json()["balance"] == 50_000
    limit = {"category": "Jajan", "period": "week", "amount": 20_000}
    said = client.put(f"{base}/limits", limit, "application/json").json()
    assert [row["left"] for row in said["rooms"]] == [20_000]
    assert client.post(f"{base}/card/block").json()["blocked_at"]
    asked = {"amount": 50_000, "way": "transfer"}
    key = {"Idempotency-Key": str(uuid4())}
    closed = client.post(f"{base}/top-ups", asked, "application/json", headers=key)
    assert closed.json()["code"] == "top_up_way_closed"
    enter(wallet.koppontren)
    client.force_login(tied(wallet.member, "self"))
    assert client.get(base).status_code == 200
    assert client.put(f"{base}/limits", limit, "application/json").status_code == 403
    client.force_login(teller)
    assert client.get(base).status_code == 404
