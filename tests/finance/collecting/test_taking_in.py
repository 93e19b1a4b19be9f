"""What a phone sends is recorded once, with its day, or says what to do; nothing is lost."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from klinik.finance.collecting.commands import end_round, give_round, settle
from klinik.finance.collecting.models import Receipt, Refused, Round
from klinik.finance.collecting.queries import still_refused
from klinik.finance.collecting.refusals import NotACollector, OwnReceipt, RecordedAfterAll
from klinik.finance.counter.commands import take_out_of
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.savings.limits.commands import set_default_limits, set_teller_limits
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.tills.commands.delivering import receive_cash, send_cash
from klinik.finance.tills.models import Drawer
from klinik.finance.tills.refusals import NoReason
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.database import acting_for
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.collecting.scene import Road, slip
from tests.finance.counter import make_teller
from tests.finance.tills.drawers import closed, in_it, make_drawer, opened
from tests.world import make_member_of

DAY = timedelta(days=1)


def test_receipts_come_into_the_own_bag(road: Road) -> None:
    assert road.take(slip("W-0001"), slip("W-0002", 30_000)) == ["recorded", "recorded"]

    assert journal(road.koppontren)[2:] == [
        "savings.deposit: Dr Tas Kolektor 1 25.000, Cr W-0001 25.000",
        "savings.deposit: Dr Tas Kolektor 1 30.000, Cr W-0002 30.000",
    ]
    assert in_it(road.bag) == 55_000


def test_the_same_receipt_again_is_recorded_once(road: Road) -> None:
    one = slip()
    assert road.take(one, one) == ["recorded", "recorded"]
    assert road.take(one, slip()) == ["recorded", "recorded"]

    assert Receipt.objects.of(road.koppontren).count() == 2
    assert in_it(road.bag) == 50_000


def test_other_content_under_the_same_number_is_refused(road: Road) -> None:
    one = slip()
    other = slip(amount=1, key=one.request_id)

    assert road.take(one, other) == ["recorded", "request_reused"]
    assert road.take(other) == ["request_reused"]
    another = make_member_of(road.koppontren, Role.COLLECTOR)
    assert road.take(one, by=another) == ["request_reused"]
    assert in_it(road.bag) == 25_000


def test_one_that_is_refused_spoils_no_other(road: Road) -> None:
    found = road.take(slip(), slip("W-9999"), slip("P-0001"), slip(amount=10**17), slip("W-0002"))

    assert found == [*("recorded", "not_of_your_rounds", "not_collected", "bad_amount", "recorded")]
    assert in_it(road.bag) == 50_000


def test_yesterday_is_booked_with_its_day(road: Road) -> None:
    assert road.take(slip(ago=DAY), slip()) == ["recorded", "recorded"]

    today = timezone.localdate()
    entries = Entry.objects.of(road.koppontren).filter(kind="savings.deposit").order_by("number")
    assert [entry.on for entry in entries] == [today - DAY, today]


def test_above_the_limit_a_receipt_waits_for_the_office(road: Road) -> None:
    set_default_limits(road.koppontren, deposit=50_000, withdrawal=None, by=road.manager)
    large = slip(amount=60_000)
    assert road.take(large, slip()) == ["above_teller_limit", "recorded"]

    set_teller_limits(road.koppontren, road.collector, deposit=60_000, by=road.manager)
    assert road.take(large) == ["recorded"]


def test_without_an_open_bag_everything_waits(road: Road) -> None:
    shift = road.bag.shifts.get()
    closed(shift, road.collector)
    one = slip()
    assert road.take(one) == ["no_open_bag"]

    opened(road.bag, road.collector)
    assert road.take(one) == ["recorded"]


def test_whom_the_manager_takes_away_is_refused_until_they_are_back(road: Road) -> None:
    take_out_of(road.group, road.aminah)
    one = slip()

    assert road.take(one, slip("W-0002")) == ["not_of_your_rounds", "recorded"]
    assert road.take(slip(), by=make_member_of(road.koppontren, Role.COLLECTOR)) == ["no_open_bag"]


def test_what_was_taken_before_a_round_ended_still_comes_in(road: Road) -> None:
    end_round(road.given, by=road.manager)

    assert road.take(slip(ago=timedelta(minutes=5))) == ["recorded"]
    assert road.take(slip()) == ["not_of_your_rounds"]


def test_two_collectors_have_bags_and_rounds_of_their_own(road: Road) -> None:
    other = make_member_of(road.koppontren, Role.COLLECTOR, name="Penagih Kedua")
    first = give_round(road.group, collector=other, by=road.manager)
    assert give_round(road.group, collector=other, by=road.manager) == first
    second = Drawer.objects.of(road.koppontren).get(owner=other)
    opened(second, other)
    end_round(road.given, by=road.manager)

    assert road.take(slip(), by=other) == ["recorded"]
    assert road.take(slip()) == ["not_of_your_rounds"]
    assert (str(second), in_it(second), in_it(road.bag)) == ("Tas Kolektor 2", 25_000, 0)


def test_who_is_no_collector_gets_no_round(road: Road) -> None:
    with pytest.raises(NotACollector):
        give_round(road.group, collector=make_teller(road.koppontren), by=road.manager)


def test_the_bag_is_handed_over_to_a_teller(road: Road) -> None:
    teller = make_teller(road.koppontren)
    drawer = make_drawer(road.koppontren, road.manager)
    opened(drawer, teller)
    road.take(slip())
    sent = send_cash(
        road.bag.account,
        target=drawer.account,
        amount=25_000,
        request_id=uuid4(),
        by=road.collector,
    )
    receive_cash(sent, by=teller)

    assert (in_it(road.bag), in_it(drawer)) == (0, 25_000)


def test_the_database_keeps_receipts_as_their_entries_moved(road: Road) -> None:
    road.take(slip())
    receipt = Receipt.objects.of(road.koppontren).get()

    for change in (
        {"amount": 26_000},
        {"collector_id": road.manager.pk},
        {"savings_id": SavingsAccount.objects.get(number="W-0002").pk},
        {"request_id": uuid4()},
    ):
        said = {f.attname: getattr(receipt, f.attname) for f in Receipt._meta.concrete_fields}
        other = Receipt(**{**said, "id": None, **change})
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save(force_insert=True)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(amount=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        receipt.delete()


def test_the_database_takes_no_receipt_of_somebody_elses_member(road: Road) -> None:
    """As another program might write it: with an entry that is right, of a member in no round."""
    savings = SavingsAccount.objects.select_related("account").get(number="W-0001")
    take_out_of(road.group, road.aminah)
    key = uuid4()
    entry = post(
        road.koppontren,
        request_id=key,
        kind="savings.deposit",
        legs=[dr(road.bag.account, 1), cr(savings.account, 1)],
        by=road.collector,
    )
    now = timezone.now()
    with pytest.raises(IntegrityError, match="not what its entry moved"), transaction.atomic():
        Receipt.objects.create(
            koppontren=road.koppontren,
            request_id=key,
            savings=savings,
            amount=1,
            collector=road.collector,
            said_at=now,
            taken_at=now,
            entry_number=entry.number,
        )


def test_what_is_refused_is_known_in_the_office_until_it_is_recorded(road: Road) -> None:
    closed(road.bag.shifts.get(), road.collector)
    one = slip()
    road.take(one, one)
    (refused,) = still_refused(road.koppontren)
    assert (refused.request_id, refused.amount) == (one.request_id, 25_000)

    opened(road.bag, road.collector)
    assert road.take(one) == ["recorded"]
    assert list(still_refused(road.koppontren)) == []
    with pytest.raises(RecordedAfterAll):
        settle(refused, how="Dicatat di loket", by=road.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refused.objects.filter(pk=refused.pk).update(
            settled_at=timezone.now(), settled_by=road.manager, how="Dicatat di loket"
        )


def test_what_is_settled_in_the_office_is_never_recorded_as_well(road: Road) -> None:
    closed(road.bag.shifts.get(), road.collector)
    one = slip()
    road.take(one)
    (refused,) = still_refused(road.koppontren)
    with pytest.raises(NoReason):
        settle(refused, how=" ", by=road.manager)
    with pytest.raises(OwnReceipt):
        settle(refused, how="Sudah", by=road.collector)
    settle(refused, how="Dicatat di loket, bukti 12", by=road.manager)
    assert settle(refused, how="lain", by=road.manager).how == "Dicatat di loket, bukti 12"

    opened(road.bag, road.collector)
    assert road.take(one, slip()) == ["settled", "recorded"]
    savings = SavingsAccount.objects.select_related("account").get(number="W-0001")
    legs = [dr(road.bag.account, 25_000), cr(savings.account, 25_000)]
    entry = post(
        road.koppontren,
        request_id=one.request_id,
        kind="savings.deposit",
        legs=legs,
        by=road.collector,
    )
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(
            koppontren=road.koppontren,
            request_id=one.request_id,
            savings=savings,
            amount=25_000,
            collector=road.collector,
            said_at=now,
            taken_at=now,
            entry_number=entry.number,
        )


def test_a_round_is_ended_once_and_never_forgotten(road: Road) -> None:
    end_round(road.given, by=road.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=road.given.pk).update(ended_at=timezone.now())
    with pytest.raises(ProgrammingError), transaction.atomic():
        Round.objects.filter(pk=road.given.pk).delete()


def test_a_neighbour_sees_nothing_of_it(road: Road) -> None:
    road.take(slip())
    other = Road("an-nur")

    with acting_for(other.koppontren):
        assert (Receipt.objects.count(), Round.objects.count()) == (0, 1)


def test_who_settles_is_told_once_a_day_that_a_receipt_was_refused(road: Road) -> None:
    other = make_member_of(road.koppontren, Role.COLLECTOR, name="Penagih Kedua")
    bad = slip("W-9999")
    road.take(slip())
    for _again in range(2):
        road.take(bad, slip("W-8888"))
    road.take(slip(), by=other)  # no bag of their own

    def told(person: User) -> list[str]:
        read_as(person)
        return [row.text for row in Notification.objects.filter(person=person).order_by("pk")]

    said = "Kwitansi yang dikirim {} dari keliling di {} hari ini ditolak"
    first, second = told(road.manager)
    assert first.startswith(said.format("Penagih Contoh", road.koppontren))
    assert second.startswith(said.format("Penagih Kedua", road.koppontren))
    assert told(road.collector) == []
    tomorrow = timezone.now() + DAY
    with patch("django.utils.timezone.now", return_value=tomorrow):
        road.take(bad)  # the same one again is no news
        assert len(told(road.manager)) == 2
        road.take(slip("W-7777"))
    assert len(told(road.manager)) == 3
