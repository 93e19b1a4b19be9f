"""Opening, counting, closing, handing over: the books say what was found, and who held what."""

from uuid import uuid4

import pytest

from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.refusals import DrawerNameTaken, HeldByAnother
from klinik.finance.members.models import Member
from klinik.finance.savings.commands import admit_member, record_deposit, record_withdrawal
from klinik.finance.tills.commands.drawers import add_drawer, turn_into_drawer
from klinik.finance.tills.commands.holding import close_drawer, open_drawer, take_over
from klinik.finance.tills.models import Count, Drawer, DrawerKind, Moment, Shift
from klinik.finance.tills.queries import held_drawers, own_drawer, place_for
from klinik.finance.tills.refusals import (
    CountReused,
    DrawerOfAnotherUnit,
    HeldAlready,
    HoldsAnother,
    NoOpenDrawer,
    NoReason,
    NotAPlaceOfCash,
    NotYourDrawer,
    PromisedToAnother,
    Unexplained,
)
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal
from tests.finance.counter import held, kas, make_saver, make_savings
from tests.finance.tills.drawers import closed, filled, in_it, make_drawer, opened, put_into_kas


def test_a_drawer_is_an_account_beside_the_cash_of_its_unit(drawer: Drawer) -> None:
    account = drawer.account

    assert (str(account), account.is_cash, account.unit.code) == ("1113 Laci 1", True, "USPPS")
    assert (account.may_overdraw, account.kind) == (False, "asset")


def test_two_drawers_have_two_names(drawer: Drawer, manager: User) -> None:
    with pytest.raises(DrawerNameTaken):
        make_drawer(drawer.koppontren, manager)


def test_the_cash_box_of_the_books_becomes_a_safe_once(
    koppontren: Koppontren, manager: User
) -> None:
    safe = turn_into_drawer(kas(koppontren), kind=DrawerKind.SAFE, by=manager)

    assert turn_into_drawer(kas(koppontren), kind=DrawerKind.SAFE, by=manager) == safe
    with pytest.raises(NotAPlaceOfCash):
        turn_into_drawer(kas(koppontren), kind=DrawerKind.TILL, by=manager)


def test_a_day_at_a_drawer(drawer: Drawer, manager: User, teller: User) -> None:
    """What is paid in and out goes through the own drawer; the count at the end finds it all."""
    koppontren = drawer.koppontren
    shift = opened(drawer, teller)
    filled(drawer, 200_000, giver=manager, holder=teller)
    member = _saver(koppontren, teller)
    savings = make_savings(member, teller)
    record_deposit(savings, amount=50_000, request_id=uuid4(), by=teller)
    record_withdrawal(savings, amount=20_000, request_id=uuid4(), by=teller)
    count = closed(shift, teller, {"n100000": 3, "n20000": 1, "n10000": 1})

    assert journal(koppontren) == [
        "money.in: Dr Kas 200.000, Cr Dana Kebajikan 200.000",
        "till.sent: Dr Kas dalam Perjalanan USPPS 200.000, Cr Kas 200.000",
        "till.received: Dr Laci 1 200.000, Cr Kas dalam Perjalanan USPPS 200.000",
        "savings.admission: Dr Laci 1 100.000, Cr P-0001 100.000",
        "savings.deposit: Dr Laci 1 50.000, Cr S-0001 50.000",
        "savings.withdrawal: Dr S-0001 20.000, Cr Laci 1 20.000",
    ]
    assert (count.expected, count.counted, count.entry_number) == (330_000, 330_000, None)
    assert held(savings) == 30_000
    assert own_drawer(koppontren, teller) is None


def _saver(koppontren: Koppontren, teller: User) -> Member:
    return admit_member(koppontren, name="Aminah Contoh", request_id=uuid4(), by=teller)


def test_without_an_open_drawer_nobody_takes_money(drawer: Drawer, teller: User) -> None:
    with pytest.raises(NoOpenDrawer):
        _saver(drawer.koppontren, teller)
    assert journal(drawer.koppontren) == []


def test_where_there_is_no_drawer_the_counter_goes_on_as_before(
    koppontren: Koppontren, teller: User
) -> None:
    make_saver(koppontren, teller)

    assert journal(koppontren) == ["savings.admission: Dr Kas 100.000, Cr P-0001 100.000"]


def test_a_drawer_of_another_unit_takes_no_savings_and_they_do_not_pass_for_kas(
    koppontren: Koppontren, manager: User, teller: User
) -> None:
    shop = account(koppontren, "1211").unit
    savings = make_savings(make_saver(koppontren, manager), manager)
    shift = opened(
        add_drawer(koppontren, name="Laci Toko", kind="till", unit=shop, by=manager), teller
    )
    before = journal(koppontren)
    with pytest.raises(DrawerOfAnotherUnit):
        record_deposit(savings, amount=10_000, request_id=uuid4(), by=teller)
    with pytest.raises(HeldByAnother):  # round the command, as PostgreSQL answers
        record_deposit(savings, amount=10_000, cash=kas(koppontren), request_id=uuid4(), by=teller)
    assert journal(koppontren) == before

    closed(shift, teller)
    record_deposit(savings, amount=10_000, request_id=uuid4(), by=teller)
    assert journal(koppontren)[-1] == "savings.deposit: Dr Kas 10.000, Cr S-0001 10.000"


def test_money_over_the_counter_goes_into_no_bag_of_a_collector(
    koppontren: Koppontren, manager: User, teller: User
) -> None:
    unit = kas(koppontren).unit
    add_drawer(koppontren, name="Tas 1", kind="bag", unit=unit, owner=manager, by=manager)
    for place in Account.objects.of(koppontren).filter(unit=unit, code__in=["1111", "1112"]):
        close_account(place, by=manager)

    assert place_for(koppontren, unit, teller) is None


@pytest.mark.parametrize(
    ("pieces", "entry", "difference"),
    [
        ({"n50000": 2, "c500": 1}, "over: Dr Laci 1 500, Cr Selisih Lebih Kas USPPS 500", 500),
        (
            {"n50000": 1},
            "short: Dr Selisih Kurang Kas USPPS 50.000, Cr Laci 1 50.000",
            -50_000,
        ),
    ],
    ids=["over", "short"],
)
def test_a_difference_is_explained_and_posted(
    drawer: Drawer,
    manager: User,
    teller: User,
    pieces: dict[str, int],
    entry: str,
    difference: int,
) -> None:
    shift = opened(drawer, teller)
    filled(drawer, 100_000, giver=manager, holder=teller)
    with pytest.raises(Unexplained):
        closed(shift, teller, pieces)
    assert in_it(drawer) == 100_000
    count = closed(shift, teller, pieces, reason="Uang kembalian")

    assert journal(drawer.koppontren)[3:] == [f"till.{entry}"]
    assert (count.difference, count.reason, in_it(drawer)) == (
        difference,
        "Uang kembalian",
        count.counted,
    )
    read_as(manager)
    told = Notification.objects.filter(person=manager, kind="till.differs")
    assert told.count() == 1


def test_what_is_found_on_opening_is_posted_too(drawer: Drawer, teller: User) -> None:
    open_drawer(drawer, pieces={"n10000": 1}, reason="Sisa kemarin", request_id=uuid4(), by=teller)

    assert journal(drawer.koppontren) == [
        "till.over: Dr Laci 1 10.000, Cr Selisih Lebih Kas USPPS 10.000"
    ]


def test_the_same_opening_and_closing_again_is_the_same(drawer: Drawer, teller: User) -> None:
    key, last = uuid4(), uuid4()
    shift = open_drawer(drawer, pieces={"n1000": 0}, request_id=key, by=teller)

    assert open_drawer(drawer, pieces={}, request_id=key, by=teller) == shift
    with pytest.raises(CountReused):
        open_drawer(drawer, pieces={"n1000": 1}, reason="x", request_id=key, by=teller)
    count = close_drawer(shift, pieces={}, request_id=last, by=teller)
    assert close_drawer(shift, pieces={}, request_id=last, by=teller) == count
    assert Count.objects.of(drawer.koppontren).count() == 2


def test_one_drawer_one_person(drawer: Drawer, second: Drawer, teller: User, other: User) -> None:
    shift = opened(drawer, teller)

    with pytest.raises(HeldAlready, match=r"dipegang Teller Contoh\."):
        opened(drawer, other)
    with pytest.raises(HoldsAnother):
        opened(second, teller)
    with pytest.raises(NotYourDrawer):
        closed(shift, other)
    closed(shift, teller)
    with pytest.raises(NotYourDrawer):
        closed(shift, teller)


def test_a_teller_may_keep_the_safe_as_well(
    drawer: Drawer, koppontren: Koppontren, manager: User, teller: User
) -> None:
    safe = make_drawer(koppontren, manager, name="Brankas", kind=DrawerKind.SAFE)
    opened(drawer, teller)
    opened(safe, teller)

    assert [row.shift.teller for row in held_drawers(koppontren) if row.shift] == [teller, teller]
    assert own_drawer(koppontren, teller) == drawer


def test_a_drawer_is_handed_over_by_two_counts(drawer: Drawer, teller: User, other: User) -> None:
    shift = opened(drawer, teller)
    close_drawer(shift, pieces={}, handed_to=other, request_id=uuid4(), by=teller)

    (row,) = held_drawers(drawer.koppontren)
    assert (row.shift, row.promised_to) == (None, other)
    with pytest.raises(PromisedToAnother, match=r"kepada Teller Kedua,"):
        opened(drawer, teller)
    assert opened(drawer, other).teller == other
    read_as(other)
    assert Notification.objects.filter(person=other, kind="till.handed").count() == 1


def test_a_manager_takes_over_what_was_left_open(
    drawer: Drawer, manager: User, teller: User
) -> None:
    shift = opened(drawer, teller)
    filled(drawer, 20_000, giver=manager, holder=teller)
    with pytest.raises(NoReason):
        take_over(drawer, pieces={"n20000": 1}, reason=" ", request_id=uuid4(), by=manager)
    taken = take_over(drawer, pieces={"n20000": 1}, reason="Sakit", request_id=uuid4(), by=manager)

    shift.refresh_from_db()
    assert (shift.closed_by, shift.reason, shift.handed_to) == (manager, "Sakit", None)
    assert (taken.teller, own_drawer(drawer.koppontren, manager)) == (manager, drawer)
    assert [c.moment for c in Count.objects.of(drawer.koppontren)] == [Moment.OPENING] * 2
    assert Shift.objects.of(drawer.koppontren).filter(closed_at=None).count() == 1


def test_money_of_the_books_is_no_way_round_the_drawer(
    drawer: Drawer, manager: User, teller: User
) -> None:
    put_into_kas(drawer.koppontren, 1_000, manager)

    with pytest.raises(NoOpenDrawer):
        _saver(drawer.koppontren, manager)
