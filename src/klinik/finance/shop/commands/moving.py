"""Goods in and out with their entry: reckoned once, posted, and moved by the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.shop.models import Good, Move, MoveKind, Shop
from klinik.finance.shop.refusals import OF_STATE, ShopRequestReused
from klinik.finance.shop.rules import Change, Stock, changed
from klinik.people.models import User

MOVE = "SELECT shop_move(%s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s, %s)"


# The others are called as their moves are; `shop.return` is what customers bring back.
ENTRY_KINDS: dict[str, str] = {MoveKind.PURCHASE_RETURN: "shop.sent_back"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The legs of an entry for goods, and what of their worth lay in the books before."""

    legs: Sequence[Leg]
    undetailed: int = 0


# From what the stock is worth more (below zero: less) and what belongs to cost of sales.
Legs = Callable[[int, int], Sheet]


def move_goods(
    shop: Shop,
    kind: MoveKind,
    changes: Sequence[Change],
    *,
    sheet: Legs,
    request_id: UUID,
    by: User,
    on: date | None = None,
    memo: str | None = None,
    about: str = "",
) -> list[Move]:
    """Move goods and post what `sheet` says of their worth; the moves, in the order of the goods.

    The same request twice is once. Raises ShopRequestReused, and what the ledger refuses.
    """
    hold_book(shop.koppontren)
    if known := list(moves_of(shop, request_id)):
        said = sorted((change.good, change.quantity) for change in changes)
        if said != sorted((move.good_id, move.quantity) for move in known):
            raise ShopRequestReused
        return known
    asked = sheet(*reckoned(shop, changes))
    entry: Entry | None = None
    if legs := tidy(asked.legs):
        entry = post(
            shop.koppontren,
            request_id=request_id,
            kind=ENTRY_KINDS.get(kind, f"shop.{kind}"),
            legs=legs,
            by=by,
            on=on,
            memo=memo,
        )
    _move(
        shop.koppontren_id,
        shop.pk,
        request_id,
        kind,
        by.pk,
        entry and entry.number,
        [change.good for change in changes],
        [change.quantity for change in changes],
        [change.cost for change in changes],
        about,
        asked.undetailed,
    )
    return list(moves_of(shop, request_id))


def _move(*parameters: Any) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MOVE, parameters)
    except IntegrityError as error:
        raise refused_by(error) from error


def reckoned(shop: Shop, changes: Sequence[Change]) -> tuple[int, int]:
    """What the stock will be worth more, and what belongs to cost of sales; the book is held."""
    rows = Good.objects.of(shop.koppontren).filter(shop=shop, pk__in={c.good for c in changes})
    stocks = {
        pk: Stock(*row) for pk, *row in rows.values_list("pk", "quantity", "value", "last_cost")
    }
    before = sum(stock.value for stock in stocks.values())
    all_to_cost = 0
    for change in sorted(changes, key=lambda change: change.good):
        stocks[change.good], to_cost = changed(stocks[change.good], change)
        all_to_cost += to_cost
    return sum(stock.value for stock in stocks.values()) - before, all_to_cost


def tidy(legs: Sequence[Leg]) -> list[Leg]:
    """The legs that move something, each above zero on its own side."""
    turned = []
    for account, debit, credit in legs:
        net = debit - credit
        if net:
            turned.append(dr(account, net) if net > 0 else cr(account, -net))
    return turned


def moves_of(shop: Shop, request_id: UUID) -> QuerySet[Move]:
    """What a request moved, good by good."""
    rows = Move.objects.of(shop.koppontren).filter(request_id=request_id)
    return rows.select_related("good").order_by("good_id", "n")


def refused_by(error: IntegrityError) -> Exception:
    """The refusal that an error of the database is; another one comes back as it is."""
    of_state = OF_STATE.get(str(getattr(error.__cause__, "sqlstate", "")))
    return of_state() if of_state else error
