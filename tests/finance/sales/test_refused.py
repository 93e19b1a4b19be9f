"""A sale that was made without a line and cannot be booked: the house keeps it for somebody."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.sales.commands import Recorded
from klinik.finance.sales.models import Refused, Sale
from klinik.finance.sales.refused import receive_sales
from klinik.finance.sales.rules import Slip
from klinik.finance.wallet.commands import issue_card
from tests.finance.counter import make_saver, questions
from tests.finance.sales.scene import Market

LOOKED_AT = "/koppontren/al-hikmah/penjualan/diperiksa/"
NOWHERE = 10**9  # no shop


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def received(market: Market, slip: Slip) -> Recorded | Refused | DomainError:
    """What the house says to a sale that a till sends."""
    sent = timezone.now()
    [answer] = receive_sales(market.koppontren, [slip], sent_at=sent, by=market.cashier)
    return answer


def code_of(answer: object) -> str:
    assert isinstance(answer, DomainError)
    return answer.code


def test_it_is_kept_once_and_settled_with_a_sentence(client: Client, market: Market) -> None:
    slip = market.slip(is_offline=True, shop=NOWHERE)
    for _twice in range(2):
        assert code_of(received(market, slip)) == "no_shop"
    row = Refused.objects.of(market.koppontren).get()
    assert (row.total, row.cashier, row.code) == (8_000, market.cashier, "no_shop")

    form = {"refused": row.pk, f"r{row.pk}-how": "Dijual lagi lewat kasir"}
    client.force_login(market.cashier)
    page = client.get(LOOKED_AT).text
    assert "2 Roti abon" in page
    assert "Rp8.000" in page
    assert client.post(LOOKED_AT, form).status_code == 403
    client.force_login(market.manager)
    assert client.post(LOOKED_AT, form | {f"r{row.pk}-how": " "}).status_code == 422
    for _twice in range(2):
        assert client.post(LOOKED_AT, form).status_code == 302
    row.refresh_from_db()
    assert (row.settled_by, row.how) == (market.manager, "Dijual lagi lewat kasir")
    assert "2 Roti abon" not in client.get(LOOKED_AT).text

    answer = received(market, slip)
    assert isinstance(answer, Refused)
    assert answer.how == "Dijual lagi lewat kasir"
    assert not Sale.objects.of(market.koppontren).exists()


def test_it_is_over_once_it_arrives(market: Market) -> None:
    slip = market.by_card(card="KARTUBARU", is_offline=True)
    assert code_of(received(market, slip)) == "card_not_good"
    other = market.wallet_of(
        make_saver(market.koppontren, market.manager, name="Bilal Contoh"), holds=10_000
    )
    issue_card(other, kind="nfc", code="KARTUBARU", request_id=uuid4(), by=market.manager)

    answer = received(market, slip)
    assert isinstance(answer, Recorded)
    assert Refused.objects.of(market.koppontren).get().entry_number == answer.entry_number


def test_what_the_till_gives_up_still_waits_for_somebody(client: Client, market: Market) -> None:
    slip = market.slip(is_offline=True, shop=NOWHERE)
    received(market, slip)
    given_up = market.slip(is_offline=True, shop=NOWHERE, is_void=True, request_id=slip.request_id)
    assert received(market, given_up) == Recorded(None, is_new=False, is_void=True)

    row = Refused.objects.of(market.koppontren).get()
    assert (row.is_given_up, row.settled_at) == (True, None)
    client.force_login(market.manager)
    assert "dilepaskan di kasir" in client.get(LOOKED_AT).text


def test_what_waited_for_its_answer_is_not_kept(market: Market) -> None:
    assert code_of(received(market, market.slip(shop=NOWHERE))) == "no_shop"
    assert not Refused.objects.of(market.koppontren).exists()


def test_what_was_sent_cannot_be_changed(market: Market) -> None:
    received(market, market.slip(is_offline=True, shop=NOWHERE))
    rows = Refused.objects.of(market.koppontren)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.update(slip={})
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.delete()


def test_the_page_asks_the_same_of_one_and_of_three(client: Client, market: Market) -> None:
    client.force_login(market.manager)
    received(market, market.slip(is_offline=True, shop=NOWHERE))
    one = questions(client, LOOKED_AT)

    for _twice in range(2):
        received(market, market.slip(is_offline=True, shop=NOWHERE))
    assert questions(client, LOOKED_AT) == one
