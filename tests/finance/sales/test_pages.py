"""Pages of selling: starting, receipts, goods that come back, what somebody has to look at."""

from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.sales.models import Concern, Sale
from klinik.finance.sales.rules import Line
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.commands.holding import close_drawer
from klinik.finance.tills.models import DrawerKind
from klinik.finance.tills.queries import own_shifts
from klinik.finance.wallet.commands import issue_card, top_up
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import kas, make_saver, questions
from tests.finance.sales.scene import PIECE, Market
from tests.finance.tills.drawers import opened
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah"


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def test_a_cashier_starts_and_sees_what_the_shift_brought(client: Client, market: Market) -> None:
    market.sell(market.slip(), market.by_card(Line(market.book.pk, PIECE, 15_000)))
    client.force_login(market.cashier)

    page = client.get(f"{HERE}/kasir/").content.decode()
    assert "/kasir/?di=al-hikmah" in page
    assert "Rp23.000" in page
    shifts = client.get(f"{HERE}/kasir/sif/").content.decode()
    assert "X · Kasir 1" in shifts
    assert client.get("/kasir/").status_code == 200


def test_the_list_of_sales_asks_the_same_of_one_and_of_three(
    client: Client, market: Market
) -> None:
    client.force_login(market.cashier)
    market.sell(market.by_card(Line(market.bread.pk, PIECE, 4_000)))
    one = questions(client, f"{HERE}/penjualan/")

    market.sell(market.slip(), market.by_card(Line(market.bread.pk, PIECE, 4_000)))
    assert questions(client, f"{HERE}/penjualan/") == one
    assert client.get(f"{HERE}/penjualan/?format=csv").status_code == 200


def test_the_list_of_shifts_asks_the_same_of_one_and_of_three(
    client: Client, market: Market
) -> None:
    client.force_login(market.manager)
    market.sell(market.slip())
    one = questions(client, f"{HERE}/kasir/sif/")

    for _n in range(2):
        [shift] = own_shifts(market.koppontren, market.cashier)
        close_drawer(
            shift,
            pieces={},
            reason="Latihan",
            request_id=uuid4(),
            handed_to=None,
            by=market.cashier,
        )
        market.till.refresh_from_db()
        opened(market.till, market.cashier)
        market.sell(market.slip(), market.by_card())
    assert questions(client, f"{HERE}/kasir/sif/") == one
    page = client.get(f"{HERE}/kasir/sif/").content.decode()
    assert page.count("Rp16.000") == 2


def test_the_list_of_concerns_asks_the_same_of_one_and_of_three(
    client: Client, market: Market
) -> None:
    client.force_login(market.manager)
    six = Line(market.bread.pk, 6 * PIECE, 4_000)
    market.sell(market.by_card(six, is_offline=True))
    one = questions(client, f"{HERE}/penjualan/diperiksa/")

    other = market.wallet_of(make_saver(market.koppontren, market.manager, name="Budi"), holds=0)
    card = issue_card(other, request_id=uuid4(), by=market.manager)
    market.sell(
        market.by_card(six, card=card.code, is_offline=True),
        market.slip(Line(market.bread.pk, 9 * PIECE, 4_000), is_offline=True),
    )
    assert Concern.objects.of(market.koppontren).count() == 3
    assert questions(client, f"{HERE}/penjualan/diperiksa/") == one


def test_goods_come_back_on_the_page_of_the_receipt(client: Client, market: Market) -> None:
    slip = market.slip()
    market.sell(slip)
    sale = market.sold(slip)
    client.force_login(market.cashier)
    form = {"request_id": uuid4(), "reason": "Rusak", "line-1": "1"}

    for _twice in range(2):
        answer = client.post(sale.get_absolute_url(), form)
        assert answer.status_code == 302
    assert Sale.objects.of(market.koppontren).filter(returns=sale).count() == 1
    assert "Rusak" in client.get(answer["Location"]).content.decode()
    bad = client.post(sale.get_absolute_url(), form | {"line-1": "7", "request_id": uuid4()})
    assert bad.status_code == 422
    none = {"request_id": uuid4(), "reason": "Rusak"}
    assert client.post(sale.get_absolute_url(), none).status_code == 422


@pytest.mark.parametrize(
    ("way", "entry"),
    [
        ("wallet", "shop.settled: Dr D-0001 4.000, Cr D-0001 4.000"),
        ("cash", "shop.settled: Dr Kasir 1 4.000, Cr D-0001 4.000"),
        ("loss", "shop.settled: Dr Selisih Persediaan Toko 4.000, Cr D-0001 4.000"),
    ],
)
def test_what_a_card_owes_is_settled_in_three_ways(
    client: Client, market: Market, way: str, entry: str
) -> None:
    market.sell(market.by_card(Line(market.bread.pk, 6 * PIECE, 4_000), is_offline=True))
    concern = Concern.objects.of(market.koppontren).get()
    keeper = market.cashier if way == "cash" else market.manager
    if way == "cash":
        from klinik.finance.sales.commands import settle

        settle(concern, how="Dibayar", way=way, request_id=uuid4(), by=keeper)
    else:
        client.force_login(keeper)
        name = f"c{concern.pk}"
        form = {
            "concern": concern.pk,
            f"{name}-request_id": uuid4(),
            f"{name}-how": "Sudah dibicarakan",
            f"{name}-way": way,
        }
        assert client.post(f"{HERE}/penjualan/diperiksa/", form).status_code == 302
        assert client.post(f"{HERE}/penjualan/diperiksa/", form).status_code == 302

    assert journal(market.koppontren)[-1].startswith(entry)
    assert Concern.objects.of(market.koppontren).get().settled_by == keeper


def test_what_a_top_up_has_paid_since_is_not_paid_again(client: Client, market: Market) -> None:
    market.sell(market.by_card(Line(market.bread.pk, 6 * PIECE, 4_000), is_offline=True))
    cash = kas(market.koppontren)
    top_up(market.wallet, amount=10_000, cash=cash, request_id=uuid4(), by=market.manager)
    before = (market.balance, len(journal(market.koppontren)))
    concern = Concern.objects.of(market.koppontren).get()
    client.force_login(market.manager)
    page = client.get(f"{HERE}/penjualan/diperiksa/").text
    assert "lunas" in page
    assert "Dibayar dari mana?" not in page

    form = {
        "concern": concern.pk,
        f"c{concern.pk}-request_id": uuid4(),
        f"c{concern.pk}-how": "Dari isi saldo",
    }
    assert client.post(f"{HERE}/penjualan/diperiksa/", form).status_code == 302
    assert (market.balance, len(journal(market.koppontren))) == before
    assert Concern.objects.of(market.koppontren).get().settled_entry is None


def test_a_cashier_looks_and_does_not_settle(client: Client, market: Market) -> None:
    market.sell(market.by_card(Line(market.bread.pk, 6 * PIECE, 4_000), is_offline=True))
    client.force_login(market.cashier)

    assert client.get(f"{HERE}/penjualan/diperiksa/").status_code == 200
    assert client.post(f"{HERE}/penjualan/diperiksa/", {"concern": 1}).status_code == 403


def test_a_cashier_holds_no_drawer_of_the_counter(client: Client, market: Market) -> None:
    unit = kas(market.koppontren).unit
    drawer = add_drawer(
        market.koppontren, name="Laci 1", kind=DrawerKind.TILL, unit=unit, by=market.manager
    )
    client.force_login(market.cashier)

    assert client.get(f"{drawer.get_absolute_url()}buka/").status_code == 403
    assert client.get(f"{market.till.get_absolute_url()}tutup/").status_code == 200


@pytest.mark.parametrize(
    "where", ["/kasir/", "/kasir/sif/", "/penjualan/", "/penjualan/diperiksa/"]
)
def test_a_collector_sees_nothing_of_it(client: Client, market: Market, where: str) -> None:
    client.force_login(make_member_of(market.koppontren, Role.COLLECTOR, name="Penagih"))

    assert client.get(f"{HERE}{where}").status_code == 403
