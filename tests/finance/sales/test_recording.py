"""A sale: goods, money and books at once, each once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from klinik.finance.ledger.models import Entry
from klinik.finance.sales.models import Concern, Sale, SaleLine
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.shop.commands.goods import Prices, end_good, set_price
from klinik.finance.wallet.commands import block_card, set_limit
from klinik.finance.wallet.models import Spent
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.sales.scene import PIECE, Market, word_of
from tests.world import make_member_of


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def worries(market: Market) -> list[tuple[str, int]]:
    rows = Concern.objects.of(market.koppontren).order_by("pk")
    return list(rows.values_list("worry", "amount"))


def test_a_sale_for_cash_is_one_entry_and_takes_its_goods(market: Market) -> None:
    slip = market.slip(Line(market.book.pk, 2 * PIECE, 15_000), given=50_000)

    assert [word_of(one) for one in market.sell(slip)] == ["recorded"]
    assert journal(market.koppontren)[-1] == (
        "shop.sale: Dr Kasir 1 30.000, Dr Harga Pokok Penjualan 20.000, "
        "Cr Penjualan 30.000, Cr Persediaan Barang Dagang 20.000"
    )
    assert market.stock(market.book) == (8, 80_000)
    sale = market.sold(slip)
    assert (sale.total, sale.cost, sale.change, sale.cashier) == (
        30_000,
        20_000,
        20_000,
        market.cashier,
    )


def test_there_is_no_change_where_no_cash_was_taken(market: Market) -> None:
    slip = market.slip(payments=[Paid("qris", 8_000)], given=8_000)
    market.sell(slip)

    assert market.sold(slip).change == 0


def test_a_card_pays_through_the_accounts_between_units(market: Market) -> None:
    market.sell(market.by_card(Line(market.book.pk, 2 * PIECE, 15_000)))

    assert journal(market.koppontren)[-1] == (
        "shop.sale: Dr D-0001 30.000, Dr Harga Pokok Penjualan 20.000, Cr Penjualan 30.000, "
        "Cr Persediaan Barang Dagang 20.000, Cr Rekening Antar Unit: Toko 30.000, "
        "Dr Rekening Antar Unit: USPPS 30.000"
    )
    assert market.balance == 20_000


def test_a_sale_is_written_once_whoever_sends_it(market: Market) -> None:
    slip = market.slip()
    other = make_member_of(market.koppontren, Role.CASHIER, name="Kasir Lain")
    before = market.stock(market.bread)

    told = [word_of(one) for one in (*market.sell(slip, slip), *market.sell(slip, by=other))]
    assert told == ["recorded", "already", "already"]
    late = replace(slip, is_offline=True)
    assert [word_of(one) for one in market.sell(late)] == ["already"]
    changed = replace(slip, payments=[Paid("qris", 8_000)])
    assert [word_of(one) for one in market.sell(changed)] == ["request_reused"]
    assert market.stock(market.bread) == (before[0] - 2, before[1] - 6_000)
    assert Sale.objects.of(market.koppontren).count() == 1


def test_what_waits_for_its_answer_is_refused_where_a_rule_is_broken(market: Market) -> None:
    bread = Line(market.bread.pk, PIECE, 4_000)
    set_price(market.book, Prices(price=16_000), by=market.manager)
    slips = {
        "other_price": market.slip(Line(market.book.pk, PIECE, 15_000)),
        "not_paid": market.slip(bread, payments=[Paid("cash", 3_999)]),
        "too_much_off": market.slip(bread, discount=401),
        "card_not_good": market.by_card(bread, card="TIDAKADA"),
        "not_enough_on_card": market.by_card(Line(market.bread.pk, 13 * PIECE, 4_000)),
        "drawer_not_open": market.slip(bread, drawer="1211"),
        "good_gone": market.slip(Line(999_999, PIECE, 4_000)),
        "no_shop": market.slip(bread, shop=999_999),
        "not_a_sale": market.slip(
            Line(market.bread.pk, 10**9, 10**15), payments=[Paid("qris", 10**15)]
        ),
    }
    before = (market.stock(market.bread), market.balance, len(journal(market.koppontren)))

    assert [word_of(one) for one in market.sell(*slips.values())] == list(slips)
    [stranger] = market.sell(market.slip(bread, cashier=999_999))
    assert word_of(stranger) == "not_a_sale"
    assert (market.stock(market.bread), market.balance, len(journal(market.koppontren))) == before
    assert Sale.objects.of(market.koppontren).count() == 0


def test_what_no_shelf_and_no_number_holds_is_no_sale(market: Market) -> None:
    gold = market.good("Emas", "Jajan", price=10**15, cost=10**15, there=1)
    slips = [
        market.slip(Line(gold.pk, 10**9, 1), is_offline=True),
        market.slip(is_offline=True),
    ]

    assert [word_of(one) for one in market.sell(*slips)] == ["not_a_sale", "recorded"]
    assert market.stock(gold) == (1, 10**15)


def test_a_refused_sale_spoils_no_other(market: Market) -> None:
    bad = market.slip(payments=[Paid("cash", 1)])
    twice = market.slip(payments=[Paid("cash", 4_000), Paid("cash", 4_000)], is_offline=True)
    gold = market.good("Emas", "Jajan", price=10**12, cost=1, there=9)
    dear = market.by_card(Line(gold.pk, 2 * PIECE, 10**12), is_offline=True)

    told = [word_of(one) for one in market.sell(market.slip(), bad, twice, dear, market.slip())]
    assert told == ["recorded", "not_paid", "not_a_sale", "not_a_sale", "recorded"]


def test_the_database_refuses_a_way_of_paying_that_comes_twice(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Slip, "is_in_bounds", True)
    twice = market.slip(payments=[Paid("cash", 4_000), Paid("cash", 4_000)])

    assert [word_of(one) for one in market.sell(twice, market.slip())] == ["not_a_sale", "recorded"]


def test_who_sold_is_somebody_who_may_sell(market: Market) -> None:
    guardian = make_member_of(market.koppontren, Role.GUARDIAN, name="Wali Contoh")
    was_cashier = make_member_of(market.koppontren, Role.CASHIER, name="Kasir Lama")
    yesterday = timezone.localdate() - timedelta(days=1)
    was_cashier.memberships.update(ended_on=yesterday)

    told = market.sell(
        *(market.slip(cashier=one.pk, is_offline=True) for one in (guardian, was_cashier))
    )
    assert [word_of(one) for one in told] == ["not_a_sale", "recorded"]


def test_a_member_nobody_knows_is_looked_at(market: Market) -> None:
    market.sell(market.slip(member="A-9999", is_offline=True))

    assert worries(market) == [("member", 0)]


def test_without_a_line_it_is_written_with_what_somebody_has_to_look_at(market: Market) -> None:
    bread = Line(market.bread.pk, PIECE, 4_000)
    set_price(market.book, Prices(price=16_000), by=market.manager)
    slips = [
        market.slip(Line(market.book.pk, PIECE, 15_000), is_offline=True),
        market.slip(bread, discount=401, is_offline=True),
        market.slip(Line(market.bread.pk, 25 * PIECE, 4_000), is_offline=True),
    ]

    assert {word_of(one) for one in market.sell(*slips)} == {"recorded"}
    assert worries(market) == [("price", -1_000), ("discount", 401), ("stock", 6_000)]
    assert market.stock(market.bread) == (-6, -18_000)


def test_a_good_that_was_ended_meanwhile_is_sold_and_seen(market: Market) -> None:
    gone = market.good("Es lilin", "Jajan", price=1_000, cost=500, there=0)
    end_good(gone, by=market.manager)

    assert [word_of(one) for one in market.sell(market.slip(Line(gone.pk, PIECE, 1_000)))] == [
        "good_gone"
    ]
    late = market.slip(Line(gone.pk, PIECE, 1_000), is_offline=True)
    assert [word_of(one) for one in market.sell(late)] == ["recorded"]
    assert worries(market) == [("good", 0), ("stock", 1_000)]


def test_a_card_pays_offline_what_the_allowance_permits_and_the_rest_is_owed(
    market: Market,
) -> None:
    slips = [market.by_card(Line(market.bread.pk, 3 * PIECE, 4_000), is_offline=True)] * 1
    slips.append(market.by_card(Line(market.bread.pk, 3 * PIECE, 4_000), is_offline=True))

    market.sell(*slips)  # Rp24.000, of which Rp20.000 without asking
    assert market.balance == 30_000
    assert worries(market) == [("owed", 4_000)]
    assert journal(market.koppontren)[-1].startswith("shop.sale: Dr D-0001 8.000, Dr D-0001 4.000")


def test_a_blocked_card_pays_nothing_and_its_holder_owes_it(market: Market) -> None:
    block_card(market.card, why="Hilang", by=market.manager)

    assert [word_of(one) for one in market.sell(market.by_card())] == ["card_not_good"]
    market.sell(market.by_card(is_offline=True))
    assert (market.balance, worries(market)) == (50_000, [("card", 8_000)])


def test_a_limit_holds_for_what_is_not_exempt(market: Market) -> None:
    set_limit(
        market.koppontren,
        wallet=market.wallet,
        category=None,
        period="day",
        amount=10_000,
        by=market.manager,
    )
    bread, book = (
        Line(market.bread.pk, 2 * PIECE, 4_000),
        Line(market.book.pk, PIECE, 15_000),
    )

    assert [word_of(one) for one in market.sell(market.by_card(bread, book))] == ["recorded"]
    [again] = market.sell(market.by_card(bread))
    assert str(again.message) == (  # type: ignore[union-attr]
        "Hari ini tinggal Rp2.000 yang boleh dibelanjakan kartu ini (Rp10.000 sehari)."
    )
    spent = Spent.objects.of(market.koppontren).filter(category=None, period="day")
    assert list(spent.values_list("spent", flat=True)) == [8_000]


def test_a_clock_that_cannot_be_is_now_and_seen(market: Market) -> None:
    slip = market.slip(said_at=timezone.now() + timedelta(days=2), is_offline=True)

    market.sell(slip)
    assert worries(market) == [("clock", 0)]
    assert market.sold(slip).sold_on == timezone.localdate()


def test_rows_of_sales_come_by_the_door_alone_and_stay(market: Market) -> None:
    market.sell(market.slip())
    statements = [
        "UPDATE sales_sale SET total = 1",
        "DELETE FROM sales_saleline",
        "UPDATE sales_payment SET amount = 1",
        "UPDATE shop_good SET quantity = 0",
        "DELETE FROM sales_concern",
    ]
    for statement in statements:
        with (
            pytest.raises(Exception, match=r"permission denied|only grows|cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert SaleLine.objects.of(market.koppontren).count() == 1


def test_no_entry_says_that_it_is_a_sale_without_one(market: Market) -> None:
    from klinik.finance.ledger.posting import cr, dr, post

    with pytest.raises(IntegrityError, match="of no sale"), transaction.atomic():
        post(
            market.koppontren,
            request_id=market.slip().request_id,
            kind="shop.sale",
            legs=[dr(market.shop.cost, 1), cr(market.shop.stock, 1)],
            by=market.cashier,
        )
    assert not Entry.objects.of(market.koppontren).filter(kind="shop.sale").exists()


def test_a_concern_says_how_far_it_was(market: Market) -> None:
    price = market.slip(Line(market.book.pk, PIECE, 12_000), is_offline=True)
    stock = market.slip(Line(market.book.pk, 12 * PIECE, 15_000), is_offline=True)
    market.sell(price)
    market.sell(stock)

    with override("id"):
        said = [one.how_far for one in Concern.objects.of(market.koppontren).order_by("pk")]
    assert said == ["Rp3.000 kurang dari harga daftar", "3 pcs lebih banyak daripada yang ada"]
