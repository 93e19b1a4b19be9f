"""Who buys, as a till asks: by the number of membership, one at a time, with a face to look at."""

from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from klinik.finance.members.commands import keep_photo
from klinik.finance.sales.models import Sale
from tests.finance.sales.scene import Market, word_of

BUYERS = "/api/koppontren/al-hikmah/till/buyers"


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def test_a_till_learns_whose_number_it_is_and_no_more(client: Client, market: Market) -> None:
    client.force_login(market.cashier)
    number = market.santri.number

    answer = client.get(f"{BUYERS}/{number}")

    assert answer.json() == {"number": number, "name": "Ahmad C.", "has_photo": False}
    assert client.get(f"{BUYERS}/A-9999").status_code == 404
    assert client.get(f"{BUYERS}/{number}/photo").status_code == 404


def test_a_face_is_shown_and_kept_nowhere(client: Client, market: Market) -> None:
    keep_photo(market.santri, ContentFile(b"webp", name="wajah.webp"), by=market.manager)
    client.force_login(market.cashier)

    answer = client.get(f"{BUYERS}/{market.santri.number}/photo")

    assert answer.getvalue() == b"webp"
    assert answer.headers["Cache-Control"] == "no-store"
    cards = client.get("/api/koppontren/al-hikmah/till/cards").json()["cards"]
    assert [(card["member"], card["has_photo"]) for card in cards] == [(market.santri.number, True)]


def test_a_number_that_nobody_has_is_said_while_the_buyer_is_there(market: Market) -> None:
    (refused,) = market.sell(market.slip(member="A-9999"))

    assert word_of(refused) == "no_such_member"
    assert not Sale.objects.exists()


def test_what_was_handed_over_without_a_line_is_booked_for_nobody(market: Market) -> None:
    slip = market.slip(member="A-9999", is_offline=True)

    assert [word_of(one) for one in market.sell(slip)] == ["recorded"]
    assert market.sold(slip).member is None
    again = replace(slip, is_offline=False)
    assert [word_of(one) for one in market.sell(again)] == ["already"]
