"""Round Python: what PostgreSQL refuses of drawers by itself, and two people at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import HasItsOwnPage, HeldByAnother
from klinik.finance.savings.commands import admit_member, record_deposit
from klinik.finance.tills.commands.holding import close_drawer, open_drawer
from klinik.finance.tills.models import Count, Delivery, Drawer, Shift, UnitCash
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.finance.counter import held, kas, make_cooperative, make_saver, make_savings
from tests.finance.tills.drawers import filled, in_it, make_drawer, opened
from tests.world import make_koppontren, make_member_of


def by_hand(drawer: Drawer, *, by: User, kind: str = "money.in") -> None:
    grant = account(drawer.koppontren, "2310")
    legs = [dr(drawer.account, 1_000), cr(grant, 1_000)]
    post(drawer.koppontren, request_id=uuid4(), kind=kind, legs=legs, by=by)


def test_nobody_moves_cash_of_a_drawer_they_do_not_hold(
    drawer: Drawer, teller: User, manager: User
) -> None:
    with pytest.raises(HeldByAnother):
        by_hand(drawer, by=manager)
    opened(drawer, teller)
    with pytest.raises(HeldByAnother):
        by_hand(drawer, by=manager)
    by_hand(drawer, by=teller)

    assert in_it(drawer) == 1_000


def test_cash_on_its_way_is_moved_by_the_pages_of_drawers_alone(
    drawer: Drawer, manager: User
) -> None:
    cash = UnitCash.objects.select_related("transit__unit").get(koppontren=drawer.koppontren)
    grant = account(drawer.koppontren, "2310")

    legs = [dr(cash.transit, 1_000), cr(grant, 1_000)]
    with pytest.raises(HasItsOwnPage):
        post(drawer.koppontren, request_id=uuid4(), kind="money.in", legs=legs, by=manager)


def test_savings_pass_by_no_drawer_of_the_unit(drawer: Drawer, teller: User) -> None:
    koppontren = drawer.koppontren
    opened(drawer, teller)
    with pytest.raises(HeldByAnother):
        make_saver(koppontren, teller)  # into Kas, which is nobody's drawer


def refused(act: Callable[[], Any], state: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    assert getattr(refusal.value.__cause__, "sqlstate", "") == state


def test_a_shift_ends_once_and_by_a_count(drawer: Drawer, teller: User, manager: User) -> None:
    shift = opened(drawer, teller)
    shift.closed_at, shift.closed_by = timezone.now(), teller

    refused(lambda: shift.save(update_fields=["closed_at", "closed_by"]), "23T03")
    again = Shift.objects.get(pk=shift.pk)
    close_drawer(again, pieces={}, request_id=uuid4(), by=teller)
    over = Shift.objects.get(pk=shift.pk)
    over.closed_by, over.reason = manager, "Saya"
    refused(lambda: over.save(update_fields=["closed_by", "reason"]), "23T03")


def test_two_hold_no_drawer_and_nobody_two(
    drawer: Drawer, second: Drawer, teller: User, other: User
) -> None:
    opened(drawer, teller)

    def hold(what: Drawer, who: User) -> Callable[[], Shift]:
        return lambda: Shift.objects.create(koppontren=what.koppontren, drawer=what, teller=who)

    refused(hold(drawer, other), "23505")
    refused(hold(second, teller), "23505")


def count_of(shift: Shift, **others: Any) -> Callable[[], Count]:
    said = {"moment": "closing", "pieces": {}, "counted": 0, "expected": 0, "by": shift.teller}
    return lambda: Count.objects.create(
        koppontren=shift.koppontren, shift=shift, request_id=uuid4(), **(said | others)
    )


def test_a_count_adds_up_and_is_what_the_books_hold(
    drawer: Drawer, teller: User, manager: User
) -> None:
    shift = opened(drawer, teller)

    refused(count_of(shift, pieces={"n1000": 1}), "23T04")  # does not add up
    refused(count_of(shift, pieces={"n1000": 1}, counted=1_000, expected=1_000), "23T04")
    refused(count_of(shift, expected=500), "23T04")  # a difference that no entry moved
    refused(count_of(shift, by=manager), "23T04")
    count_of(shift)()
    refused(count_of(shift), "23505")


def test_a_delivery_is_what_its_entries_moved(drawer: Drawer, teller: User, manager: User) -> None:
    opened(drawer, teller)
    sent = filled(drawer, 5_000, giver=manager, holder=teller)
    said = {
        "koppontren": drawer.koppontren,
        "source": kas(drawer.koppontren),
        "target": drawer.account,
        "sent_by": manager,
        "sent_entry": sent.sent_entry,
    }

    refused(lambda: Delivery.objects.create(request_id=uuid4(), amount=6_000, **said), "23T05")
    late = Delivery.objects.create(request_id=uuid4(), amount=5_000, **said)
    late.standing, late.end_entry = "received", sent.sent_entry
    late.ended_by, late.ended_at = teller, timezone.now()
    fields = ["standing", "end_entry", "ended_by", "ended_at"]
    refused(lambda: late.save(update_fields=fields), "23T05")


@pytest.mark.parametrize("table", ["unitcash", "drawer", "shift", "count", "delivery"])
def test_nothing_of_it_is_deleted(drawer: Drawer, table: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM tills_{table}")


class TestAtOnce:
    """Many browsers at the same moment."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def koppontren(self) -> Koppontren:
        koppontren = make_koppontren()
        with acting_for(koppontren):
            return make_cooperative(koppontren=koppontren)

    @pytest.fixture
    def drawer(self, koppontren: Koppontren) -> Drawer:
        with acting_for(koppontren):
            return make_drawer(koppontren, make_member_of(koppontren, Role.MANAGER))

    @pytest.fixture
    def tellers(self, koppontren: Koppontren) -> list[User]:
        return [make_member_of(koppontren, Role.TELLER, name=f"Teller {n}") for n in range(6)]

    def test_one_wins_the_drawer(
        self, koppontren: Koppontren, drawer: Drawer, tellers: list[User]
    ) -> None:
        def hold(n: int) -> None:
            open_drawer(drawer, pieces={}, request_id=uuid4(), by=tellers[n])

        assert all_at_once(koppontren, hold, 6) == [""] + ["held_already"] * 5

    def test_two_browsers_of_one_form_open_it_once(
        self, koppontren: Koppontren, drawer: Drawer, tellers: list[User]
    ) -> None:
        key = uuid4()

        def hold(n: int) -> None:
            open_drawer(drawer, pieces={}, request_id=key, by=tellers[0])

        assert all_at_once(koppontren, hold, 6) == [""] * 6
        with acting_for(koppontren):
            assert Shift.objects.of(koppontren).count() == Count.objects.of(koppontren).count() == 1

    def test_two_tellers_serve_one_account_and_the_books_agree(
        self, koppontren: Koppontren, drawer: Drawer, tellers: list[User]
    ) -> None:
        with acting_for(koppontren):
            manager = make_member_of(koppontren, Role.MANAGER)
            drawers = [drawer, make_drawer(koppontren, manager, name="Laci 2")]
            for one, teller in zip(drawers, tellers, strict=False):
                opened(one, teller)
            savings = saver_at(koppontren, tellers[0])
        before = 100_000  # simpanan pokok

        def pay(n: int) -> None:
            record_deposit(savings, amount=1_000, request_id=uuid4(), by=tellers[n % 2])

        assert all_at_once(koppontren, pay, 40) == [""] * 40
        with acting_for(koppontren):
            assert held(savings) == 40_000
            assert [in_it(one) for one in drawers] == [before + 20_000, 20_000]

    def test_nothing_slips_in_behind_the_last_count(
        self, koppontren: Koppontren, drawer: Drawer, tellers: list[User]
    ) -> None:
        """While deposits come in the drawer is counted: it closes at what the books hold then."""
        teller = tellers[0]
        with acting_for(koppontren):
            shift = opened(drawer, teller)
            savings = saver_at(koppontren, teller)

        def act(n: int) -> None:
            if n == 7:
                close_drawer(shift, pieces={}, reason="Hilang", request_id=uuid4(), by=teller)
            else:
                record_deposit(savings, amount=1_000, request_id=uuid4(), by=teller)

        answers = all_at_once(koppontren, act, 16)
        with acting_for(koppontren):
            assert set(answers) <= {"", "no_open_drawer", "held_by_another"}
            assert held(savings) == (answers.count("") - 1) * 1_000
            assert in_it(drawer) == 0


def saver_at(koppontren: Koppontren, teller: User) -> Any:
    """Empty savings of somebody who joined at this teller's drawer."""
    member = admit_member(koppontren, name="Aminah", request_id=uuid4(), by=teller)
    return make_savings(member, teller)


def all_at_once(koppontren: Koppontren, act: Callable[[int], object], many: int) -> list[str]:
    """Run `act` in as many threads; the codes of the refusals in order, "" for none."""
    start = Barrier(many)

    def one(n: int) -> str:
        try:
            start.wait()
            with acting_for(koppontren):
                act(n)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(many) as pool:
        return sorted(pool.map(one, range(many)))
