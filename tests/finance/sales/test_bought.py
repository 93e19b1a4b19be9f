"""What a child bought, on the guardian's phone: good by good, and nothing of anybody else."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from klinik.finance.members.ties.commands import make_tie, take_tie
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.rules import Line
from klinik.finance.wallet.commands import issue_card
from klinik.people.access import read_as
from klinik.tenancy.database import enter, enter_as_own
from tests.finance.own.conftest import child_in
from tests.finance.sales.scene import PIECE, Market
from tests.world import make_user


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def test_a_guardian_sees_the_purchase_and_no_other(client: Client, market: Market) -> None:
    child = child_in(market.koppontren, market.manager)
    card = issue_card(market.wallet_of(child, holds=50_000), request_id=uuid4(), by=market.manager)
    slip = replace(market.by_card(), card=card.code)
    market.sell(slip, market.by_card(Line(market.book.pk, PIECE, 15_000)))
    take_back(
        market.sold(slip), lines={1: PIECE}, reason="x", request_id=uuid4(), by=market.cashier
    )
    tie = make_tie(child, capacity="guardian", request_id=uuid4(), by=market.manager)
    mother = make_user("Ibu Contoh")
    take_tie(tie, by=mother)
    client.force_login(mother)

    page = client.get(f"/simpanan-saya/al-hikmah/{child.number}/dompet/").text
    assert "Roti abon 2" in page
    assert "kembali: Roti abon 1" in page
    assert "Buku tulis" not in page
    assert "Rp46.000" in page

    read_as(mother)
    enter_as_own(market.koppontren)
    with connection.cursor() as cursor:
        counts: list[int] = []
        for table in ("sales_sale", "sales_saleline", "shop_good", "sales_payment", "shop_move"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts += cursor.fetchone() or ()
    assert counts == [2, 2, 1, 0, 0]
    enter(market.koppontren)


def test_a_teller_goes_from_the_wallet_to_the_receipt(client: Client, market: Market) -> None:
    slip = market.by_card()
    market.sell(slip)
    client.force_login(market.manager)

    page = client.get("/koppontren/al-hikmah/dompet/D-0001/").text
    assert f'href="{market.sold(slip).get_absolute_url()}">Roti abon 2</a>' in page
