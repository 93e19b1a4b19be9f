"""Round Python: what PostgreSQL refuses of goods by itself, whoever asks."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import HasItsOwnPage, StockStands
from klinik.finance.ledger.undoing import undoing
from klinik.finance.shop.commands import put_on_shelf
from klinik.finance.shop.commands.moving import MOVE
from klinik.finance.shop.models import Good, Move, Shop
from klinik.finance.shop.rules import Change
from klinik.people.models import User
from tests.finance.books import account
from tests.finance.shop.shelves import adds_up, make_good, stock


@pytest.fixture
def stocked(water: Good, keeper: User) -> Good:
    put_on_shelf(water.shop, [Change(water.pk, 10_000, 25_000)], request_id=uuid4(), by=keeper)
    return water


@pytest.mark.parametrize(
    "change", [{"quantity": 5}, {"value": 5}, {"last_cost": 5}, {"number": 7}, {"shop": None}]
)
def test_how_much_there_is_is_not_written(stocked: Good, change: dict[str, Any]) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Good.objects.filter(pk=stocked.pk).update(**change)


def test_moves_are_not_written_by_hand(stocked: Good) -> None:
    move = Move.objects.of(stocked.koppontren).get()
    for act in (
        lambda: Move.objects.filter(pk=move.pk).update(quantity=1),
        lambda: Move.objects.filter(pk=move.pk).delete(),
        lambda: Move(
            koppontren=stocked.koppontren,
            good=stocked,
            request_id=uuid4(),
            n=1,
            kind="count",
            quantity=1,
            value=0,
            quantity_after=1,
            value_after=0,
            at=timezone.now(),
            by=move.by,
        ).save(force_insert=True),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()


def test_a_good_begins_with_nothing(water: Good) -> None:
    water.pk, water.number, water.name, water.request_id = None, 9, "Lain", uuid4()
    water.quantity = 1_000
    with pytest.raises(IntegrityError, match="begins with nothing"), transaction.atomic():
        water.save(force_insert=True)


def test_what_is_on_the_shelf_belongs_to_nobody_else(stocked: Good) -> None:
    with pytest.raises(IntegrityError, match="some left"), transaction.atomic():
        Good.objects.filter(pk=stocked.pk).update(ended_at=timezone.now())


def moved(shop: Shop, by: User, good: Good, **other: Any) -> None:
    asked = {
        "request": uuid4(),
        "kind": "opening",
        "entry": None,
        "quantity": 1_000,
        "cost": 1_000,
        "undetailed": 0,
        **other,
    }
    parameters = [
        shop.koppontren_id,
        shop.pk,
        asked["request"],
        asked["kind"],
        by.pk,
        asked["entry"],
        [good.pk],
        [asked["quantity"]],
        [asked["cost"]],
        "",
        asked["undetailed"],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MOVE, parameters)


@pytest.mark.parametrize(
    "other",
    [
        {},  # worth something, and no entry says so
        {"undetailed": 1_000},  # more than lay in the books
        {"kind": "count", "cost": None, "quantity": -1_000},
        {"kind": "consigned"},
        {"cost": -1},
        {"quantity": -1_000},
    ],
)
def test_goods_do_not_move_without_what_they_are_worth(
    stocked: Good, keeper: User, other: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        moved(stocked.shop, keeper, stocked, **other)

    assert stock(stocked) == (10_000, 25_000, 2_500)


def test_an_entry_says_the_worth_of_its_own_request_alone(stocked: Good, keeper: User) -> None:
    entry = Entry.objects.of(stocked.koppontren).get()

    with pytest.raises(IntegrityError):
        moved(stocked.shop, keeper, stocked, entry=entry.number, cost=25_000)


def test_a_code_is_of_a_good_of_the_same_shop(water: Good, shop: Shop, keeper: User) -> None:
    other = make_good(shop, keeper, name="Teh")
    with pytest.raises(IntegrityError), transaction.atomic():
        other.barcodes.create(koppontren=shop.koppontren, shop=shop, code="kecil")


def test_nobody_writes_on_the_account_of_stock_by_hand(stocked: Good, keeper: User) -> None:
    shop, grant = stocked.shop, account(stocked.koppontren, "3141")
    legs = [dr(shop.stock, 1_000), cr(grant, 1_000)]
    for kind in ("money.out", "journal"):
        with pytest.raises(HasItsOwnPage):
            post(shop.koppontren, request_id=uuid4(), kind=kind, legs=legs, by=keeper)

    assert adds_up(shop)


def test_what_moved_goods_is_not_undone_in_the_journal(stocked: Good, keeper: User) -> None:
    entry = Entry.objects.of(stocked.koppontren).get()
    with pytest.raises(StockStands):
        submit(
            stocked.koppontren,
            intent=undoing(entry, reason="Keliru"),
            request_id=uuid4(),
            by=keeper,
        )

    assert adds_up(stocked.shop)


def test_an_opening_put_right_is_what_is_not_known_good_by_good(
    stocked: Good, keeper: User
) -> None:
    shop = stocked.shop
    legs = [dr(shop.stock, 1_000), cr(account(shop.koppontren, "3141"), 1_000)]
    post(shop.koppontren, request_id=uuid4(), kind="opening.correction", legs=legs, by=keeper)

    shop.refresh_from_db()
    assert shop.undetailed == 1_000
    assert adds_up(shop)
