"""Many at one account at once: the books agree, and nobody is paid what is not there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from klinik.core.errors import DomainError
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import reverse
from klinik.finance.members.commands import change_member
from klinik.finance.members.models import Member
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import Facts
from klinik.finance.savings.commands import (
    admit_member,
    open_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import member_savings_total
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from tests.finance.books import journal
from tests.finance.counter import held, kas, make_cooperative, make_saver, make_savings, make_teller
from tests.world import make_koppontren

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def savings() -> SavingsAccount:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        return make_savings(make_saver(koppontren, teller), teller)


@pytest.fixture
def teller(savings: SavingsAccount) -> User:
    return User.objects.get(name="Teller Contoh")


def all_at_once(
    koppontren: Koppontren, act: Callable[[UUID], object], keys: list[UUID]
) -> list[str]:
    """Run `act` once for each key, in as many threads; the codes of the refusals, "" for none."""
    start = Barrier(len(keys))

    def one(key: UUID) -> str:
        try:
            start.wait()
            with acting_for(koppontren):
                act(key)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(keys)) as pool:
        return sorted(pool.map(one, keys))


def test_forty_withdrawals_from_an_account_that_covers_twenty_make_twenty(
    savings: SavingsAccount, teller: User
) -> None:
    koppontren = savings.koppontren
    with acting_for(koppontren):
        cash = kas(koppontren)
        record_deposit(savings, amount=20_000, cash=cash, request_id=uuid4(), by=teller)

    def pay(key: UUID) -> None:
        own = SavingsAccount.objects.of(koppontren).get(number=savings.number)
        record_withdrawal(own, amount=1_000, cash=kas(koppontren), request_id=key, by=teller)

    answers = all_at_once(koppontren, pay, [uuid4() for _ in range(40)])

    assert answers == [""] * 20 + ["overdrawn"] * 20
    with acting_for(koppontren):
        assert held(savings) == 0
        assert kas(koppontren).balance == 100_000
        assert journal(koppontren)[2:] == ["savings.withdrawal: Dr S-0001 1.000, Cr Kas 1.000"] * 20


def test_one_deposit_sent_twenty_times_at_once_is_one_entry(
    savings: SavingsAccount, teller: User
) -> None:
    koppontren = savings.koppontren

    def pay(key: UUID) -> None:
        own = SavingsAccount.objects.of(koppontren).get(number=savings.number)
        record_deposit(own, amount=1_000, cash=kas(koppontren), request_id=key, by=teller)

    answers = all_at_once(koppontren, pay, [uuid4()] * 20)

    assert answers == [""] * 20
    with acting_for(koppontren):
        assert held(savings) == 1_000


def test_an_undone_admission_is_paid_again_at_one_counter_only(
    savings: SavingsAccount, teller: User
) -> None:
    koppontren = savings.koppontren
    with acting_for(koppontren):
        reverse(Entry.objects.of(koppontren).get(number=1), request_id=uuid4(), by=teller)

    def pay(key: UUID) -> None:
        own = SavingsAccount.objects.of(koppontren).get(number="P-0001")
        record_deposit(own, amount=100_000, request_id=key, by=teller)

    answers = all_at_once(koppontren, pay, [uuid4() for _ in range(8)])

    assert answers == [""] + ["paid_once"] * 7
    with acting_for(koppontren):
        assert kas(koppontren).balance == 100_000


def test_ten_people_joining_at_once_get_ten_numbers(savings: SavingsAccount, teller: User) -> None:
    koppontren = savings.koppontren

    def join(key: UUID) -> None:
        admit_member(koppontren, name="Siti", cash=kas(koppontren), request_id=key, by=teller)

    keys = [uuid4() for _ in range(10)]
    answers = all_at_once(koppontren, join, keys + keys)

    assert answers == [""] * 20
    with acting_for(koppontren):
        numbers = Member.objects.of(koppontren).order_by("number").values_list("number", flat=True)
        assert list(numbers) == [f"A-{n:04}" for n in range(1, 12)]
        assert member_savings_total(koppontren) == kas(koppontren).balance == 1_100_000


def test_two_browsers_open_one_account(savings: SavingsAccount, teller: User) -> None:
    koppontren = savings.koppontren

    def open_mandatory(key: UUID) -> None:
        product = SavingsProduct.objects.of(koppontren).get(prefix="W")
        member = Member.objects.of(koppontren).get(number="A-0001")
        open_savings(member, product=product, request_id=key, by=teller)

    answers = all_at_once(koppontren, open_mandatory, [uuid4() for _ in range(8)])

    assert answers == [""] + ["already_open"] * 7


def test_one_nik_put_on_twenty_members_at_once_is_on_one(
    savings: SavingsAccount, teller: User
) -> None:
    koppontren, nik = savings.koppontren, "3524015708900001"
    with acting_for(koppontren):
        members = {uuid4(): make_saver(koppontren, teller, name=f"Anggota {n}") for n in range(20)}

    def put(key: UUID) -> None:
        member = members[key]
        facts = Facts(nik=nik)
        change_member(member, name=member.name, facts=facts, seen=seen_of(member), by=teller)

    assert all_at_once(koppontren, put, list(members)) == [""] + ["nik_taken"] * 19
