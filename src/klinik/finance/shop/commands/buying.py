"""Goods that come in for money and go back, and what suppliers are paid."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from klinik.core.history import acting
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.shop.commands.moving import Sheet, move_goods, refused_by
from klinik.finance.shop.models import (
    Good,
    MoveKind,
    Payment,
    Purchase,
    PurchaseLine,
    PurchaseReturn,
    ReturnLine,
    Shop,
    Supplier,
)
from klinik.finance.shop.queries.buying import owed_to, still_there
from klinik.finance.shop.refusals import (
    BadQuantity,
    GoodEnded,
    MoreThanOwed,
    NoReasonGiven,
    NoSupplier,
    NotCashOfShop,
    NothingListed,
    NothingPaid,
    NotOfThisPurchase,
    NotThatMuch,
    OfAConsignor,
    PartnerEnded,
    ShopRequestReused,
    SupplierNameTaken,
)
from klinik.finance.shop.rules import BY_MEASURE, PER_UNIT, Change, measured
from klinik.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """So many thousandths of a good for `cost` rupiah in all."""

    good: Good
    quantity: int
    cost: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """So many thousandths of a line that was bought, for `refund` rupiah in all."""

    line: PurchaseLine
    quantity: int
    refund: int


@transaction.atomic
def add_supplier(
    shop: Shop, *, name: str, phone: str = "", note: str = "", request_id: UUID, by: User
) -> Supplier:
    """Name a merchant from whom the shop buys. The same request twice is one supplier.

    Raises SupplierNameTaken, ShopRequestReused.
    """
    rows = Supplier.objects.of(shop.koppontren)
    known = rows.filter(request_id=request_id).first()
    if known:
        if known.name != name:
            raise ShopRequestReused
        return known
    try:
        with transaction.atomic(), acting(by.pk):
            return Supplier.objects.create(
                koppontren=shop.koppontren,
                shop=shop,
                name=name,
                phone=phone,
                note=note,
                request_id=request_id,
            )
    except IntegrityError as taken:
        raise SupplierNameTaken(name) from taken


def change_supplier(supplier: Supplier, *, name: str, phone: str, note: str, by: User) -> None:
    """Put right what is known of a supplier. Raises SupplierNameTaken."""
    supplier.name, supplier.phone, supplier.note = name, phone, note
    try:
        with transaction.atomic(), acting(by.pk):
            supplier.save(update_fields=["name", "phone", "note"])
    except IntegrityError as taken:
        raise SupplierNameTaken(name) from taken


@transaction.atomic
def record_purchase(
    shop: Shop,
    lines: Sequence[Bought],
    *,
    supplier: Supplier | None = None,
    paid_from: Account | None = None,
    on: date | None = None,
    due_on: date | None = None,
    paper: str = "",
    request_id: UUID,
    by: User,
) -> Purchase:
    """Take goods in: Dr stock, Cr cash, or Cr payable where they are paid later.

    What was sold before it came goes to cost of sales with what it really cost. The same request
    twice is one purchase. Raises NothingListed, NothingPaid, NoSupplier, PartnerEnded,
    NotCashOfShop, BadQuantity, OfAConsignor, GoodEnded, ShopRequestReused, what the ledger refuses.
    """
    hold_book(shop.koppontren)
    if known := _known(shop, lines, request_id):
        return known
    total = sum(bought.cost for bought in lines)
    _refuse_purchase(lines, supplier, paid_from, total)
    against = shop.payable if paid_from is None else paid_from
    moves = move_goods(
        shop,
        MoveKind.PURCHASE,
        [Change(bought.good.pk, bought.quantity, bought.cost) for bought in lines],
        sheet=lambda worth, to_cost: Sheet(
            [dr(shop.stock, worth), dr(shop.cost, to_cost), cr(against, total)]
        ),
        request_id=request_id,
        by=by,
        on=on,
        about=" · ".join(filter(None, [supplier.name if supplier else "", paper])),
    )
    purchase = Purchase(
        koppontren=shop.koppontren,
        shop=shop,
        supplier=supplier,
        request_id=request_id,
        on=on or today_in(shop.koppontren),
        paper=paper,
        paid_from=paid_from,
        due_on=due_on if paid_from is None else None,
        total=total,
        entry_number=moves[0].entry_number or 0,
        by=by,
    )
    return _kept(purchase, lines)


def _kept(purchase: Purchase, lines: Sequence[Bought]) -> Purchase:
    try:
        with transaction.atomic():
            purchase.save(force_insert=True)
    except IntegrityError as error:
        raise refused_by(error) from error
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            koppontren=purchase.koppontren,
            purchase=purchase,
            n=n,
            good=bought.good,
            quantity=bought.quantity,
            cost=bought.cost,
            expires_on=bought.expires_on,
        )
        for n, bought in enumerate(lines, start=1)
    )
    return purchase


def _known(shop: Shop, lines: Sequence[Bought], request_id: UUID) -> Purchase | None:
    known = Purchase.objects.of(shop.koppontren).filter(request_id=request_id).first()
    if known:
        said = sorted(known.lines.values_list("good", "quantity", "cost"))
        if said != sorted((b.good.pk, b.quantity, b.cost) for b in lines):
            raise ShopRequestReused
    return known


def _refuse_purchase(
    lines: Sequence[Bought], supplier: Supplier | None, paid_from: Account | None, total: int
) -> None:
    if not lines:
        raise NothingListed
    if total <= 0:
        raise NothingPaid
    if paid_from is None and supplier is None:
        raise NoSupplier
    if paid_from is not None and not paid_from.is_cash:
        raise NotCashOfShop
    if supplier is not None and supplier.ended_at:
        raise PartnerEnded(supplier.name)
    for bought in lines:
        _refuse_good(bought.good, bought.quantity)


def _refuse_good(good: Good, quantity: int) -> None:
    if good.consignor_id:
        raise OfAConsignor(good.name)
    if not good.is_sold:
        raise GoodEnded(good.name)
    refuse_parts(good, quantity)


def refuse_parts(good: Good, quantity: int) -> None:
    """Half a bottle is neither bought nor given back. Raises BadQuantity."""
    if quantity <= 0 or (quantity % PER_UNIT and good.unit_name not in BY_MEASURE):
        raise BadQuantity(good.unit_name)


@transaction.atomic
def return_goods(
    purchase: Purchase,
    lines: Sequence[Returned],
    *,
    paid_to: Account | None = None,
    why: str,
    on: date | None = None,
    request_id: UUID,
    by: User,
) -> PurchaseReturn:
    """Give goods back to the supplier: Dr payable (or cash), Cr stock at the average.

    What they are worth more or less than the supplier gives for them is a difference. The same
    request twice is one return. Raises NothingListed, NoReasonGiven, NotOfThisPurchase,
    NotThatMuch, MoreThanOwed, NoSupplier, NotCashOfShop, ShopRequestReused.
    """
    shop = purchase.shop
    hold_book(shop.koppontren)
    if known := _known_return(shop, lines, request_id):
        return known
    total = sum(returned.refund for returned in lines)
    _refuse_return(purchase, lines, paid_to, total, why)
    target = shop.payable if paid_to is None else paid_to
    moves = move_goods(
        shop,
        MoveKind.PURCHASE_RETURN,
        [Change(returned.line.good_id, -returned.quantity) for returned in lines],
        sheet=lambda worth, _to_cost: Sheet(
            [dr(target, total), dr(shop.stock, worth), cr(shop.difference, total + worth)]
        ),
        request_id=request_id,
        by=by,
        on=on,
        about=why,
    )
    given = PurchaseReturn(
        koppontren=shop.koppontren,
        purchase=purchase,
        request_id=request_id,
        on=on or today_in(shop.koppontren),
        paid_to=paid_to,
        total=total,
        why=why,
        entry_number=moves[0].entry_number or 0,
        by=by,
    )
    return _kept_return(given, lines)


def _known_return(shop: Shop, lines: Sequence[Returned], request_id: UUID) -> PurchaseReturn | None:
    known = PurchaseReturn.objects.of(shop.koppontren).filter(request_id=request_id).first()
    if known:
        said = sorted(known.lines.values_list("line", "quantity", "refund"))
        if said != sorted((r.line.pk, r.quantity, r.refund) for r in lines):
            raise ShopRequestReused
    return known


def _kept_return(given: PurchaseReturn, lines: Sequence[Returned]) -> PurchaseReturn:
    try:
        with transaction.atomic():
            given.save(force_insert=True)
            for returned in lines:
                ReturnLine.objects.create(
                    koppontren=given.koppontren,
                    given_back=given,
                    line=returned.line,
                    quantity=returned.quantity,
                    refund=returned.refund,
                )
    except IntegrityError as error:
        raise refused_by(error) from error
    return given


def _refuse_return(
    purchase: Purchase,
    lines: Sequence[Returned],
    paid_to: Account | None,
    total: int,
    why: str,
) -> None:
    if not lines:
        raise NothingListed
    if total <= 0:
        raise NothingPaid
    if not why.strip():
        raise NoReasonGiven
    _refuse_target(purchase, paid_to, total)
    left, asked = still_there(purchase), Counter[int]()
    for returned in lines:
        if returned.quantity > left.get(returned.line.pk, 0):
            raise NotOfThisPurchase
        refuse_parts(returned.line.good, returned.quantity)
        asked[returned.line.good_id] += returned.quantity
    for good in Good.objects.of(purchase.koppontren).filter(pk__in=asked):
        if asked[good.pk] > good.quantity:
            raise NotThatMuch(good.name, quantity=measured(max(good.quantity, 0)))


def _refuse_target(purchase: Purchase, paid_to: Account | None, total: int) -> None:
    if paid_to is None:
        if purchase.supplier is None:
            raise NoSupplier
        if total > (owed := owed_to(purchase.supplier)):
            raise MoreThanOwed(owed)
    elif not paid_to.is_cash:
        raise NotCashOfShop


@transaction.atomic
def pay_supplier(
    supplier: Supplier,
    *,
    amount: int,
    paid_from: Account,
    on: date | None = None,
    request_id: UUID,
    by: User,
) -> Payment:
    """Pay what is owed: Dr payable, Cr cash. The same request twice is one payment.

    Raises MoreThanOwed, NotCashOfShop, ShopRequestReused, and what the ledger refuses.
    """
    koppontren = supplier.koppontren
    hold_book(koppontren)
    known = Payment.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if (known.supplier_id, known.amount) != (supplier.pk, amount):
            raise ShopRequestReused
        return known
    if not paid_from.is_cash:
        raise NotCashOfShop
    if amount > (owed := owed_to(supplier)):
        raise MoreThanOwed(owed)
    entry = post(
        koppontren,
        request_id=request_id,
        kind="shop.payment",
        legs=[dr(supplier.shop.payable, amount), cr(paid_from, amount)],
        by=by,
        on=on,
    )
    try:
        with transaction.atomic():
            return Payment.objects.create(
                koppontren=koppontren,
                supplier=supplier,
                request_id=request_id,
                on=entry.on,
                amount=amount,
                paid_from=paid_from,
                entry_number=entry.number,
                by=by,
            )
    except IntegrityError as error:
        raise refused_by(error) from error
