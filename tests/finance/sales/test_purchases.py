"""What members bought in a year, as the office, the member and programs read it."""

from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.ledger.days import today_in
from klinik.finance.own.rooms import Purchases
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.purchases import by_member, of_member
from klinik.finance.sales.rules import Line, Slip
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_saver, questions
from tests.finance.sales.scene import PIECE, Market
from tests.world import make_member_of

PAGE = "/koppontren/al-hikmah/penjualan/anggota/"
API = "/api/koppontren/al-hikmah/member-purchases"


@pytest.fixture
def market(db: None) -> Market:
    return Market()


@pytest.fixture
def supervisor(market: Market) -> User:
    return make_member_of(market.koppontren, Role.SUPERVISOR)


def bought(market: Market, number: str = "") -> Slip:
    """Two breads for cash, by the santri or by whoever says another number."""
    slip = market.slip(member=number or market.santri.number)
    market.sell(slip)
    return slip


def another(market: Market, name: str) -> str:
    """The number of one more member."""
    return make_saver(market.koppontren, market.manager, name=name).number


def test_a_year_is_what_was_bought_less_what_came_back(market: Market) -> None:
    slip = bought(market)
    market.sell(market.by_card(Line(market.book.pk, PIECE, 15_000)), market.slip())
    bought(market, another(market, "Budi Contoh"))
    before = len(journal(market.koppontren))
    year = today_in(market.koppontren).year

    take_back(
        market.sold(slip), lines={1: PIECE}, reason="Rusak", request_id=uuid4(), by=market.cashier
    )
    rows = by_member(market.koppontren, year).order_by("member__number")

    assert [(row["member__name"], row["many"], row["sum"]) for row in rows] == [
        ("Ahmad Contoh", 2, 19_000),
        ("Budi Contoh", 1, 8_000),
    ]
    assert list(by_member(market.koppontren, year - 1)) == []
    assert of_member(market.santri) == Purchases(year, 2, 19_000)
    assert len(journal(market.koppontren)) == before + 1  # the return, and nothing else


def test_who_never_bought_has_no_figure(market: Market) -> None:
    assert of_member(market.santri) is None


def test_the_page_is_found_by_name_and_leads_to_the_sales(
    client: Client, market: Market, supervisor: User
) -> None:
    bought(market)
    bought(market, another(market, "Budi Contoh"))
    client.force_login(supervisor)
    year = today_in(market.koppontren).year

    page = client.get(f"{PAGE}?q=ahmad&tahun={year}").text
    sales = f"/koppontren/al-hikmah/penjualan/?anggota={market.santri.number}&tahun={year}"

    assert "Ahmad Contoh" in page
    assert "Budi Contoh" not in page
    assert sales.replace("&", "&amp;") in page
    assert "pasal 45" in page
    theirs = client.get(sales).text
    assert "Ahmad Contoh" in theirs
    assert "Budi Contoh" not in theirs


@pytest.mark.parametrize(
    "asked",
    [
        *("?format=csv", "?format=xlsx", "?urut=nama", "?urut=nomor", "?urut=-kali"),
        *("?urut=jumlah", "?tahun=9999", "?tahun=x", "?tahun=0000", "?q=%00"),
    ],
)
def test_it_answers_whatever_is_asked(
    client: Client, market: Market, supervisor: User, asked: str
) -> None:
    bought(market)
    client.force_login(supervisor)

    assert client.get(f"{PAGE}{asked}").status_code == 200
    assert client.get(f"/koppontren/al-hikmah/penjualan/{asked}").status_code == 200


def test_the_page_asks_the_same_of_two_and_of_four(
    client: Client, market: Market, supervisor: User
) -> None:
    client.force_login(supervisor)
    bought(market)
    bought(market, another(market, "Ani Contoh"))
    some = questions(client, PAGE)

    for name in ("Budi Contoh", "Cici Contoh"):
        bought(market, another(market, name))

    assert questions(client, PAGE) == some


def test_a_cashier_does_not_read_it(client: Client, market: Market) -> None:
    client.force_login(market.cashier)

    assert client.get(PAGE).status_code == 403
    assert client.get(f"{API}/2026").status_code == 403


def test_programs_read_it_page_by_page(
    client: Client, market: Market, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klinik.finance.sales.api.receipts.PAGE", 1)
    bought(market)
    bought(market)
    bought(market, another(market, "Budi Contoh"))
    client.force_login(supervisor)
    address = f"{API}/{today_in(market.koppontren).year}"

    first, second = client.get(address).json(), client.get(f"{address}?page=2").json()

    most = {"number": market.santri.number, "name": "Ahmad Contoh", "many": 2, "sum": 16_000}
    assert first == {"page": 1, "has_more": True, "results": [most]}
    assert (second["has_more"], second["results"][0]["sum"]) == (False, 8_000)
