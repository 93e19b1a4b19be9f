"""A collector's bag goes out of use, its days stay, and a new round brings a new one."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.clocks import LONGEST
from klinik.finance.collecting.commands import end_round, give_round, settle
from klinik.finance.collecting.models import Receipt, Refused, Round
from klinik.finance.collecting.queries import on_the_road, own_bag
from klinik.finance.collecting.refusals import NoBagInUse, RecordedAfterAll
from klinik.finance.ledger.commands import close_account, reopen_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.refusals import (
    AccountClosed,
    BagAwaited,
    BagNeeded,
    CarriesAnother,
)
from klinik.finance.tills.commands.delivering import receive_cash, send_cash
from klinik.finance.tills.commands.drawers import rename_drawer, retire_drawer
from klinik.finance.tills.models import Drawer, Shift
from klinik.finance.tills.queries import places_of_cash
from klinik.finance.tills.refusals import DrawerNotEmpty
from klinik.tenancy.roles import Role
from tests.finance.collecting.scene import Road, slip
from tests.finance.counter import kas
from tests.finance.tills.drawers import closed, opened
from tests.world import make_member_of


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


def ended_long_ago(road: Road) -> None:
    """The round was ended so long ago that no receipt of it waits on a phone."""
    with patch("django.utils.timezone.now", return_value=timezone.now() - LONGEST * 2):
        end_round(road.given, by=road.manager)


def test_a_bag_with_money_or_rounds_stays(road: Road) -> None:
    road.take(slip())
    with pytest.raises(DrawerNotEmpty):
        retire_drawer(road.bag, by=road.manager)
    emptied(road)
    with pytest.raises(BagNeeded, match="Tas Kolektor 1"):
        retire_drawer(road.bag, by=road.manager)
    with pytest.raises(BagNeeded):  # by the page of the chart, where PostgreSQL keeps it
        close_account(road.bag.account, by=road.manager)


def test_a_bag_stays_while_receipts_may_wait_on_the_phone(road: Road) -> None:
    emptied(road)
    late = slip(ago=timedelta(hours=2))
    end_round(road.given, by=road.manager)
    with pytest.raises(BagAwaited, match="Tas Kolektor 1"):
        retire_drawer(road.bag, by=road.manager)
    opened(road.bag, road.collector)
    assert road.take(late) == ["recorded"]


def test_out_of_use_nobody_chooses_it_and_what_it_carried_stays(road: Road) -> None:
    road.take(slip())
    emptied(road)
    ended_long_ago(road)
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
    ended_long_ago(road)
    rename_drawer(road.bag, name="Tas Kolektor 2", by=road.manager)
    retire_drawer(road.bag, by=road.manager)
    give_round(road.group, collector=road.collector, by=road.manager)

    bag = own_bag(road.koppontren, road.collector)
    assert bag
    assert (str(bag), bag != road.bag) == ("Tas Kolektor 1", True)
    opened(bag, road.collector)
    late = slip(ago=timedelta(hours=2))
    assert road.take(late) == ["recorded"]
    assert Receipt.objects.of(road.koppontren).get().taken_at < bag.made_at
    with pytest.raises(CarriesAnother):
        reopen_account(road.bag.account, by=road.manager)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_renamed_and_reopened_at_once_it_meets_both_rules() -> None:
    with transaction.atomic():
        road = Road()
        emptied(road)
        ended_long_ago(road)
        retire_drawer(road.bag, by=road.manager)
        give_round(road.group, collector=road.collector, by=road.manager)
    change = "UPDATE ledger_account SET name = 'Tas Lama', closed = false WHERE id = %s"
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        tenant = str(road.koppontren.pk)
        cursor.execute("SELECT set_config('klinik.koppontren', %s, true)", [tenant])
        with pytest.raises(IntegrityError) as both:
            cursor.execute(change, [road.bag.account_id])
        transaction.set_rollback(True, using="owner")
    assert getattr(both.value.__cause__, "sqlstate", "") == "23K65"


def test_what_the_database_says_of_bags_and_settling_is_a_sentence(road: Road) -> None:
    other = make_member_of(road.koppontren, Role.COLLECTOR)
    with (
        patch("klinik.finance.collecting.commands.own_bag", return_value=road.bag),
        pytest.raises(NoBagInUse),
    ):
        give_round(road.group, collector=other, by=road.manager)
    taken = slip()
    road.take(taken)
    refused = Refused.objects.create(
        koppontren=road.koppontren,
        request_id=taken.request_id,
        collector=road.collector,
        account=taken.account,
        amount=taken.amount,
        said_at=taken.taken_at,
        why="x",
    )
    nothing = Receipt.objects.none()
    with (
        patch("klinik.finance.collecting.commands.Receipt.objects.of", return_value=nothing),
        pytest.raises(RecordedAfterAll),
    ):
        settle(refused, how="Di kantor", by=road.manager)


def test_the_page_of_a_collector_without_a_bag(client: Client, road: Road) -> None:
    emptied(road)
    ended_long_ago(road)
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
