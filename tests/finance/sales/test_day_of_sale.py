"""The day of a sale: sent after midnight, after the shift, after the period was closed."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.sales.models import Concern
from klinik.finance.sales.queries import sold_by_way
from klinik.finance.tills.commands.holding import close_drawer, open_drawer
from klinik.finance.tills.queries import own_shifts
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.sales.scene import Market, word_of
from tests.world import make_member_of

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def last_night() -> datetime:
    """23:59 of yesterday where the shop is."""
    today = timezone.localtime(timezone=JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(minutes=1)


def entry_of(market: Market, number: int) -> Entry:
    return Entry.objects.of(market.koppontren).get(number=number)


def worries(market: Market) -> list[str]:
    return list(Concern.objects.of(market.koppontren).values_list("worry", flat=True))


def test_a_sale_before_midnight_is_of_that_day_whoever_sends_it_when(market: Market) -> None:
    slip = market.slip(said_at=last_night(), is_offline=True)
    other = make_member_of(market.koppontren, Role.CASHIER, name="Kasir Pagi")

    assert [word_of(one) for one in market.sell(slip, by=other)] == ["recorded"]
    sale = market.sold(slip)
    assert (sale.sold_on, sale.cashier, sale.sent_by) == (
        last_night().date(),
        market.cashier,
        other,
    )
    entry = entry_of(market, sale.entry_number)
    assert (entry.on, entry.value_on) == (last_night().date(), last_night().date())
    assert [word_of(one) for one in market.sell(slip)] == ["already"]


def test_cash_of_a_shift_that_was_counted_comes_from_what_was_found_over(market: Market) -> None:
    sold = timezone.now()
    slip = market.slip(said_at=sold, is_offline=True)
    [shift] = own_shifts(market.koppontren, market.cashier)
    close_drawer(
        shift,
        pieces={"n5000": 1, "n1000": 3},  # the Rp8.000 of a sale that is not sent yet
        reason="Belum terkirim",
        request_id=uuid4(),
        handed_to=None,
        by=market.cashier,
    )
    market.till.refresh_from_db()
    open_drawer(
        market.till,
        pieces={"n5000": 1, "n1000": 3},
        request_id=uuid4(),
        by=market.cashier,
    )

    market.sell(slip)
    assert journal(market.koppontren)[-1].startswith("shop.sale: Dr Selisih Lebih Kas Toko 8.000")
    assert worries(market) == ["shift"]
    assert market.sold(slip).shift == shift
    assert sold_by_way(market.koppontren, shift).ways == [("tunai", 8_000)]
    assert market.held(market.till.account.code) == 8_000


def test_a_closed_period_books_it_on_the_first_open_day(market: Market) -> None:
    today = timezone.localdate(timezone=JAKARTA)
    month_ends = today.replace(day=1) - timedelta(days=1)
    age = timezone.localtime(timezone=JAKARTA) - datetime.combine(
        month_ends, datetime.min.time(), JAKARTA
    )
    slip = market.slip(said_at=timezone.now() - age, is_offline=True)
    close_period(market.koppontren, through=month_ends, request_id=uuid4(), by=market.manager)

    market.sell(slip)
    sale = market.sold(slip)
    entry = entry_of(market, sale.entry_number)
    assert sale.sold_on == month_ends
    assert (entry.on, entry.value_on) == (today.replace(day=1), month_ends)
    assert worries(market) == ["period"]


def test_the_fingerprint_is_of_what_the_device_sent(market: Market) -> None:
    slip = market.slip(said_at=timezone.now() - timedelta(days=40), is_offline=True)
    first = market.sell(slip, sent=timezone.now())
    again = market.sell(slip, sent=timezone.now() + timedelta(days=2))

    assert [word_of(one) for one in (*first, *again)] == ["recorded", "already"]
    assert worries(market) == ["clock"]


def test_a_sale_that_waits_for_its_answer_is_made_now(market: Market) -> None:
    slips = [
        market.by_card(said_at=timezone.now() - age)
        for age in (timedelta(minutes=4), timedelta(days=1))
    ]

    assert [word_of(one) for one in market.sell(*slips)] == ["recorded", "recorded"]
    soon, late = (market.sold(slip) for slip in slips)
    assert abs(soon.sold_at - slips[0].said_at) < timedelta(minutes=1)
    assert late.sold_at > soon.sold_at
    assert worries(market) == ["clock"]


def test_a_sale_was_not_made_before_the_device_heard_of_us_last(market: Market) -> None:
    now = timezone.now()
    heard = now - timedelta(hours=2)
    slips = [
        market.slip(said_at=now - age, synced_at=at, is_offline=True)
        for age, at in (
            (timedelta(hours=1), heard),
            (timedelta(hours=9), heard),
            (timedelta(hours=1), now + timedelta(days=1)),
        )
    ]

    market.sell(*slips)
    found = [market.sold(slip).sold_at for slip in slips]
    assert abs(found[0] - (now - timedelta(hours=1))) < timedelta(minutes=1)
    assert found[1] == heard
    assert abs(found[2] - now) < timedelta(minutes=1)
    assert worries(market) == ["clock", "clock"]
    assert [word_of(one) for one in market.sell(replace(slips[0], synced_at=None))] == ["already"]
