"""Cash from hand to hand: it arrives when the receiver says so."""

from uuid import uuid4

import pytest

from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import reverse
from klinik.finance.ledger.refusals import HeldByAnother, Overdrawn, RequestReused, TillStands
from klinik.finance.tills.commands.delivering import (
    receive_cash,
    refuse_cash,
    send_cash,
    take_back,
)
from klinik.finance.tills.models import Drawer
from klinik.finance.tills.queries import confirmable, to_confirm, under_way
from klinik.finance.tills.refusals import (
    DeliveryEnded,
    NoReason,
    NotYourDelivery,
    NotYourDrawer,
    OtherUnit,
    OwnDelivery,
    SamePlace,
)
from klinik.people.models import User
from tests.finance.books import account, journal
from tests.finance.counter import kas
from tests.finance.tills.drawers import filled, in_it, opened, put_into_kas


@pytest.fixture
def full(drawer: Drawer, manager: User, teller: User) -> Drawer:
    """A drawer with Rp100.000 in the teller's hands."""
    opened(drawer, teller)
    filled(drawer, 100_000, giver=manager, holder=teller)
    return drawer


def test_from_drawer_to_drawer(full: Drawer, second: Drawer, teller: User, other: User) -> None:
    opened(second, other)
    sent = send_cash(
        full.account, target=second.account, amount=40_000, request_id=uuid4(), by=teller
    )
    assert (in_it(full), in_it(second)) == (60_000, 0)
    assert to_confirm(full.koppontren, other, keeps_books=False) == [sent]
    assert to_confirm(full.koppontren, teller, keeps_books=True) == []
    receive_cash(sent, by=other)
    receive_cash(sent, by=other)

    assert (in_it(full), in_it(second)) == (60_000, 40_000)
    assert journal(full.koppontren)[3:] == [
        "till.sent: Dr Kas dalam Perjalanan USPPS 40.000, Cr Laci 1 40.000",
        "till.received: Dr Laci 2 40.000, Cr Kas dalam Perjalanan USPPS 40.000",
    ]
    assert list(under_way(full.koppontren)) == []


def test_sent_twice_it_is_sent_once(full: Drawer, second: Drawer, teller: User) -> None:
    key = uuid4()
    sent = send_cash(full.account, target=second.account, amount=1, request_id=key, by=teller)

    again = send_cash(full.account, target=second.account, amount=1, request_id=key, by=teller)
    assert again == sent
    with pytest.raises(RequestReused):
        send_cash(full.account, target=second.account, amount=2, request_id=key, by=teller)
    assert in_it(full) == 99_999


def test_only_who_holds_it_sends_and_receives(
    full: Drawer, second: Drawer, teller: User, other: User, manager: User
) -> None:
    with pytest.raises(HeldByAnother):
        send_cash(full.account, target=second.account, amount=1, request_id=uuid4(), by=other)
    sent = send_cash(full.account, target=second.account, amount=1, request_id=uuid4(), by=teller)
    with pytest.raises(OwnDelivery):
        receive_cash(sent, by=teller)
    for stranger in (other, manager):
        with pytest.raises(NotYourDrawer):
            receive_cash(sent, by=stranger)
        with pytest.raises(NotYourDrawer):
            refuse_cash(sent, reason="Kurang", by=stranger)


def test_what_did_not_arrive_goes_back_to_its_sender(
    full: Drawer, second: Drawer, teller: User, other: User
) -> None:
    opened(second, other)
    sent = send_cash(
        full.account, target=second.account, amount=40_000, request_id=uuid4(), by=teller
    )
    with pytest.raises(NoReason):
        refuse_cash(sent, reason=" ", by=other)
    refuse_cash(sent, reason="Kurang Rp10.000", by=other)
    with pytest.raises(NotYourDelivery):
        take_back(sent, by=other)
    take_back(sent, by=teller)
    take_back(sent, by=teller)

    assert (in_it(full), in_it(second)) == (100_000, 0)
    assert journal(full.koppontren)[4:] == [
        "till.returned: Dr Laci 1 40.000, Cr Kas dalam Perjalanan USPPS 40.000"
    ]
    with pytest.raises(DeliveryEnded):
        refuse_cash(sent, reason="Kurang", by=other)


def test_what_was_refused_arrives_if_it_is_found_whoever_sent_it(
    full: Drawer, second: Drawer, teller: User, other: User
) -> None:
    opened(second, other)
    sent = send_cash(
        full.account, target=second.account, amount=40_000, request_id=uuid4(), by=teller
    )
    refuse_cash(sent, reason="Kurang Rp10.000", by=other)
    assert to_confirm(full.koppontren, other, keeps_books=False) == []
    assert confirmable(full.koppontren, other, keeps_books=False) == [sent]
    with pytest.raises(OwnDelivery):
        receive_cash(sent, by=teller)
    receive_cash(sent, by=other)

    assert (in_it(full), in_it(second)) == (60_000, 40_000)
    with pytest.raises(DeliveryEnded):
        take_back(sent, by=teller)


def test_to_the_bank_a_second_person_confirms(full: Drawer, teller: User, manager: User) -> None:
    bank = account(full.koppontren, "1112")
    sent = send_cash(full.account, target=bank, amount=100_000, request_id=uuid4(), by=teller)
    assert to_confirm(full.koppontren, manager, keeps_books=True) == [sent]
    receive_cash(sent, by=manager)

    assert account(full.koppontren, "1112").balance == 100_000


def test_what_cannot_be_sent(full: Drawer, second: Drawer, teller: User, manager: User) -> None:
    with pytest.raises(Overdrawn):
        send_cash(full.account, target=second.account, amount=10**6, request_id=uuid4(), by=teller)
    with pytest.raises(SamePlace):
        send_cash(full.account, target=full.account, amount=1, request_id=uuid4(), by=teller)
    shop = account(full.koppontren, "1211")
    with pytest.raises(OtherUnit):
        send_cash(full.account, target=shop, amount=1, request_id=uuid4(), by=teller)


def test_counts_and_deliveries_are_not_undone(full: Drawer, manager: User) -> None:
    entry = Entry.objects.of(full.koppontren).get(number=3)

    with pytest.raises(TillStands):
        reverse(entry, request_id=uuid4(), by=manager)


def test_the_cash_box_of_the_books_stays_free(full: Drawer, manager: User) -> None:
    put_into_kas(full.koppontren, 5_000, manager)

    assert kas(full.koppontren).balance == 5_000
