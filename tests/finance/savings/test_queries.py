"""All members' savings, as the bridge to the programme reads them."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from klinik.finance.ledger.chart import UnitRow
from klinik.finance.ledger.commands import detail_account_undetailed, open_unit
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.savings.commands import record_deposit
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import (
    default_cash,
    member_savings_total,
    products_to_open,
    savings_by_product,
)
from klinik.finance.savings.rules import NoCash, NoProduct
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.counter import kas, make_savings
from tests.world import make_koppontren


def test_the_total_is_every_kind_with_what_is_not_detailed(
    koppontren: Koppontren, savings: SavingsAccount, teller: User
) -> None:
    record_deposit(savings, amount=50_000, cash=kas(koppontren), request_id=uuid4(), by=teller)
    mudharabah = Account.objects.of(koppontren).get(code="2510")
    lump = detail_account_undetailed(mudharabah)
    post(
        koppontren,
        request_id=uuid4(),
        kind="opening",
        legs=[dr(kas(koppontren), 7_000), cr(lump, 7_000)],
        by=teller,
        on=date(2026, 1, 1),
    )
    by_prefix = {
        product.prefix: amount for product, amount in savings_by_product(koppontren).items()
    }

    assert by_prefix == {"P": 100_000, "W": 0, "S": 50_000, "M": 7_000}
    assert member_savings_total(koppontren) == 157_000
    assert member_savings_total(koppontren, on=timezone.localdate()) == 157_000
    assert member_savings_total(koppontren, on=date(2026, 1, 31)) == 7_000
    assert member_savings_total(koppontren, on=date(2025, 12, 31)) == 0


def test_the_total_asks_as_much_of_three_products_as_of_one(
    koppontren: Koppontren, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    day = date(2026, 1, 31)
    with CaptureQueriesContext(connection) as with_four:
        savings_by_product(koppontren, day)
    SavingsProduct.objects.of(koppontren).exclude(prefix="P").delete()

    with django_assert_num_queries(len(with_four)):
        savings_by_product(koppontren, day)


def test_without_products_the_total_is_unknown_not_zero(db: None) -> None:
    koppontren = make_koppontren()
    enter(koppontren)
    with pytest.raises(NoProduct):
        member_savings_total(koppontren)


def test_what_a_member_has_is_not_offered_again(savings: SavingsAccount, teller: User) -> None:
    make_savings(savings.member, teller, prefix="W")

    assert [product.prefix for product in products_to_open(savings.member)] == ["M"]


def test_cash_is_that_of_the_unit(koppontren: Koppontren) -> None:
    shop = Account.objects.of(koppontren).select_related("unit").get(code="1251").unit
    usps = kas(koppontren).unit

    assert default_cash(koppontren, usps).code == "1111"
    assert default_cash(koppontren, shop).code == "1211"


def test_a_unit_without_cash_says_so(koppontren: Koppontren) -> None:
    empty = open_unit(koppontren, unit=UnitRow(code="Kantin", name="Kantin"))
    with pytest.raises(NoCash, match="Kantin"):
        default_cash(koppontren, empty)
