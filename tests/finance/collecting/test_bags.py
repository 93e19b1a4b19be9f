"""A collector's bag goes out of use, its days stay, and a new round brings a new one."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from klinik.finance.collecting.commands import end_round, give_round
from klinik.finance.collecting.models import Round
from klinik.finance.collecting.queries import on_the_road, own_bag
from klinik.finance.ledger.commands import close_account, reopen_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.refusals import AccountClosed, BagNeeded, CarriesAnother
from klinik.finance.tills.commands.delivering import receive_cash, send_cash
from klinik.finance.tills.commands.drawers import rename_drawer, retire_drawer
from klinik.finance.tills.models import Drawer, Shift
from klinik.finance.tills.queries import places_of_cash
from klinik.finance.tills.refusals import DrawerNotEmpty
from tests.finance.collecting.scene import Road, slip
from tests.finance.counter import kas
from tests.finance.tills.drawers import closed, opened


def emptied(road: Road) -> None:
    """What is in the bag goes to the cash box of the books, and the bag is closed."""
    bag = Drawer.objects.select_related("account").get(pk=road.bag.pk)
    if bag.account.balance:
        sent = send_cash(
            bag.account,
            target=kas(road.koppontren),
            amount=bag.account.balance,
            request_id=uuid4(),
            by=road.collector,
        )
        receive_cash(sent, by=road.manager)
    closed(Shift.objects.get(drawer=bag, closed_at=None), road.collector)


def test_a_bag_with_money_or_rounds_stays(road: Road) -> None:
    road.take(slip())
    with pytest.raises(DrawerNotEmpty):
        retire_drawer(road.bag, by=road.manager)
    emptied(road)
    with pytest.raises(BagNeeded, match="Tas Kolektor 1"):
        retire_drawer(road.bag, by=road.manager)
    with pytest.raises(BagNeeded):  # by the page of the chart, where PostgreSQL keeps it
        close_account(road.bag.account, by=road.manager)


def test_out_of_use_nobody_chooses_it_and_what_it_carried_stays(road: Road) -> None:
    road.take(slip())
    emptied(road)
    end_round(road.given, by=road.manager)
    retire_drawer(road.bag, by=road.manager)

    assert own_bag(road.koppontren, road.collector) is None
    assert road.bag.account not in places_of_cash(road.koppontren)
    with pytest.raises(AccountClosed):
        opened(road.bag, road.collector)
    assert road.take(slip()) == ["no_open_bag"]
    today = on_the_road(road.koppontren, today_in(road.koppontren))
    assert [(one.bag, one.taken.total, one.handed_over) for one in today] == [
        (None, 25_000, 25_000)
    ]


def test_a_new_round_brings_a_new_bag(road: Road) -> None:
    emptied(road)
    end_round(road.given, by=road.manager)
    rename_drawer(road.bag, name="Tas Kolektor 2", by=road.manager)
    retire_drawer(road.bag, by=road.manager)
    give_round(road.group, collector=road.collector, by=road.manager)

    bag = own_bag(road.koppontren, road.collector)
    assert bag
    assert (str(bag), bag != road.bag) == ("Tas Kolektor 1", True)
    opened(bag, road.collector)
    assert road.take(slip()) == ["recorded"]
    with pytest.raises(CarriesAnother):
        reopen_account(road.bag.account, by=road.manager)


def test_the_page_of_a_collector_without_a_bag(client: Client, road: Road) -> None:
    emptied(road)
    end_round(road.given, by=road.manager)
    retire_drawer(road.bag, by=road.manager)
    client.force_login(road.collector)

    text = client.get("/koppontren/al-hikmah/tagih/").content.decode()
    assert ("Tas Kolektor 1" in text, "/buka/" in text) == (False, False)


def test_round_python_one_bag_each_and_no_round_without_one(road: Road) -> None:
    account = road.bag.account
    with pytest.raises(IntegrityError) as second, transaction.atomic():
        Drawer.objects.create(
            koppontren=road.koppontren,
            account=kas(road.koppontren),
            kind="bag",
            owner=road.collector,
            made_by=road.manager,
        )
    with pytest.raises(IntegrityError) as without, transaction.atomic():
        Round.objects.create(
            koppontren=road.koppontren,
            group=road.group,
            collector=road.manager,
            given_by=road.manager,
            given_at=timezone.now(),
        )

    states = [getattr(one.value.__cause__, "sqlstate", "") for one in (second, without)]
    assert (states, account.closed) == (["23K65", "23T22"], False)
