"""Products: offered, changed, and opened with their due days and goals."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.finance.ledger.models import Account
from klinik.finance.savings.commands import (
    change_product,
    offer_product,
    open_savings,
    open_term_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.models import ProductTerms, SavingsAccount, SavingsEvent, SavingsProduct
from klinik.finance.savings.product_rules import (
    ControlTaken,
    NotItsAccount,
    PrefixTaken,
    Rules,
    duty,
    months_later,
)
from klinik.finance.savings.queries import arrears, steps_of, terms_on
from klinik.finance.savings.rules import (
    Goal,
    GoalMissing,
    GoalTooSoon,
    NotDue,
    NotOffered,
    PaidOnce,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import journal
from tests.finance.counter import held, kas, make_saver, make_savings
from tests.finance.savings.offers import make_control, make_product

TODAY = timezone.localdate


def test_a_product_is_offered_once(koppontren: Koppontren, teller: User) -> None:
    control = make_control(koppontren, "2599", kind="syirkah", by=teller)
    rules = Rules(name="Berjangka", withdrawal="due", nisbah=4_550)

    def offer(**other: Any) -> SavingsProduct:
        asked: dict[str, Any] = {
            "control": control,
            "kind": "term",
            "akad": "mudharabah",
            "prefix": "B",
            "months": 6,
            "rules": rules,
            "by": teller,
        }
        return offer_product(koppontren, **{**asked, **other})

    product = offer()
    assert offer() == product
    now = terms_on(product, TODAY())
    assert now is not None
    assert (now.nisbah, now.since) == (4_550, TODAY().replace(day=1))
    with pytest.raises(PrefixTaken):
        offer(control=make_control(koppontren, "2598", kind="syirkah", by=teller))
    with pytest.raises(ControlTaken):
        offer(prefix="C")
    with pytest.raises(NotItsAccount):
        offer(prefix="C", control=make_control(koppontren, "2198", kind="liability", by=teller))


def test_a_change_is_kept_with_what_it_was(koppontren: Koppontren, teller: User) -> None:
    product = make_product(koppontren, teller, kind="voluntary", akad="wadiah", prefix="V")
    rules = Rules(name=product.name, withdrawal="any_time", minimum=10_000)
    for _click in range(2):
        change_product(product, rules=rules, by=teller)

    events = SavingsEvent.objects.of(koppontren).filter(product=product)
    assert [event.reason for event in events] == ["Saldo minimum: Rp0 menjadi Rp10.000"]


def test_another_nisbah_holds_from_its_month_on(koppontren: Koppontren, teller: User) -> None:
    first = date(2026, 1, 1)
    product = make_product(koppontren, teller, nisbah=4_000, since=first)
    later = months_later(TODAY().replace(day=1), 2)
    rules = Rules(name=product.name, withdrawal="due", nisbah=5_000, since=later)
    for _click in range(2):
        change_product(product, rules=rules, by=teller)

    said = [(day, terms_on(product, day)) for day in (first, TODAY(), later)]
    assert [(day, row and row.nisbah) for day, row in said] == [
        (first, 4_000),
        (TODAY(), 4_000),
        (later, 5_000),
    ]
    assert product.terms.count() == 2


def test_term_savings_are_one_sum_until_their_day(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)
    product = make_product(koppontren, teller)
    key = uuid4()
    for _click in range(2):
        savings = open_term_savings(
            member, product=product, amount=1_000_000, request_id=key, by=teller
        )

    assert savings.due_on == months_later(savings.opened_on, 3)
    assert journal(koppontren)[1:] == ["savings.deposit: Dr Kas 1.000.000, Cr B-0001 1.000.000"]
    with pytest.raises(PaidOnce):
        record_deposit(savings, amount=1, request_id=uuid4(), by=teller)
    with pytest.raises(NotDue):
        record_withdrawal(savings, amount=1, request_id=uuid4(), by=teller)
    # A member may have several of them.
    open_term_savings(member, product=product, amount=5_000, request_id=uuid4(), by=teller)
    assert held(savings) == 1_000_000


def test_savings_for_a_goal_are_paid_out_once_it_is_reached(
    koppontren: Koppontren, teller: User
) -> None:
    member = make_saver(koppontren, teller)
    product = make_product(koppontren, teller, kind="goal", akad="wadiah", prefix="HJ")
    goal = Goal("Umrah", 100_000, TODAY() + timedelta(days=400))
    savings = open_savings(member, product=product, goal=goal, request_id=uuid4(), by=teller)
    record_deposit(savings, amount=60_000, request_id=uuid4(), by=teller)
    with pytest.raises(NotDue, match=r"100\.000"):
        record_withdrawal(savings, amount=1, request_id=uuid4(), by=teller)
    record_deposit(savings, amount=40_000, request_id=uuid4(), by=teller)
    record_withdrawal(savings, amount=100_000, request_id=uuid4(), by=teller)

    assert (savings.purpose, savings.target, held(savings)) == ("Umrah", 100_000, 0)


def test_a_goal_has_a_purpose_and_a_day_ahead(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)
    product = make_product(koppontren, teller, kind="goal", akad="wadiah", prefix="HJ")
    with pytest.raises(GoalMissing):
        open_savings(member, product=product, request_id=uuid4(), by=teller)
    with pytest.raises(GoalTooSoon):
        open_savings(
            member, product=product, goal=Goal("Umrah", 1, TODAY()), request_id=uuid4(), by=teller
        )


def test_what_is_not_offered_any_more_is_not_opened(koppontren: Koppontren, teller: User) -> None:
    member = make_saver(koppontren, teller)
    product = make_product(koppontren, teller, kind="voluntary", akad="wadiah", prefix="V")
    rules = Rules(name=product.name, withdrawal="any_time", is_offered=False)
    change_product(product, rules=rules, by=teller)
    with pytest.raises(NotOffered):
        open_savings(member, product=product, request_id=uuid4(), by=teller)


def test_who_is_behind_is_behind_by_the_months_since_opening(
    koppontren: Koppontren, teller: User
) -> None:
    savings = make_savings(make_saver(koppontren, teller), teller, prefix="W")
    paid = make_savings(make_saver(koppontren, teller, name="Siti"), teller, prefix="W")
    product = savings.product
    rules = Rules(name=product.name, withdrawal="leaving", amount=25_000, since=date(2026, 1, 1))
    change_product(product, rules=rules, by=teller)
    record_deposit(paid, amount=25_000, cash=kas(koppontren), request_id=uuid4(), by=teller)
    later = months_later(TODAY(), 2)

    assert [row.number for row in arrears(koppontren, TODAY())] == ["W-0001"]
    rows = arrears(koppontren, later).order_by("number")
    assert [(row.number, row.due, row.behind) for row in rows] == [
        ("W-0001", 75_000, 75_000),
        ("W-0002", 75_000, 50_000),
    ]
    assert duty(steps_of(product), opened=savings.opened_on, today=later) == 75_000
    record_death(savings.member, died_on=TODAY(), by=teller)
    assert [row.number for row in arrears(koppontren, later)] == ["W-0002"]


def test_the_database_keeps_products_and_accounts_what_they_are(
    koppontren: Koppontren, teller: User
) -> None:
    product = make_product(koppontren, teller)
    savings = make_savings(make_saver(koppontren, teller), teller)

    def refused(act: Any) -> str:
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            act()
        return str(getattr(error.value.__cause__, "sqlstate", ""))

    products = SavingsProduct.objects.filter(pk=product.pk)
    account = SavingsAccount.objects.filter(pk=savings.pk)
    kas_account = Account.objects.of(koppontren).get(code="1111")
    assert refused(lambda: products.update(months=4)) == "23K71"
    assert refused(lambda: products.update(fee_account=kas_account)) == "23K72"
    assert refused(lambda: account.update(opened_on=date(2026, 1, 1))) == "23K71"
    assert refused(lambda: account.update(closed_on=TODAY())) == "23K71"
    made = {"koppontren": koppontren, "kind": "voluntary", "akad": "wadiah", "prefix": "ZZ"}
    equity = make_control(koppontren, "3199", kind="equity", by=teller)
    assert (
        refused(
            lambda: SavingsProduct.objects.create(
                **made, name="Z", control=equity, withdrawal="any_time"
            )
        )
        == "23K72"
    )


def test_terms_are_only_added(koppontren: Koppontren, teller: User) -> None:
    make_product(koppontren, teller)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        ProductTerms.objects.of(koppontren).update(nisbah=1)
