"""Goods of others, sold for them: received, given back, and paid once they are sold."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from klinik.core.history import acting
from klinik.finance.ledger.commands import hold_book, open_detail_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.members.models import Member
from klinik.finance.shop.accounts import CONSIGNED, found
from klinik.finance.shop.commands.buying import refuse_parts
from klinik.finance.shop.commands.moving import Sheet, move_goods, refused_by
from klinik.finance.shop.commands.opening import opening_of
from klinik.finance.shop.models import Consignor, Good, Move, MoveKind, Settlement, Shop
from klinik.finance.shop.queries import accounts_of
from klinik.finance.shop.refusals import (
    ConsignorKnown,
    GoodEnded,
    MoreThanOwed,
    NotCashOfShop,
    NothingListed,
    NotOfThisConsignor,
    NotThatMuch,
    ShopRequestReused,
)
from klinik.finance.shop.rules import Change, measured
from klinik.people.models import User


@transaction.atomic
def add_consignor(
    shop: Shop,
    *,
    member: Member | None = None,
    name: str = "",
    phone: str = "",
    request_id: UUID,
    by: User,
) -> Consignor:
    """Let somebody sell through the shop, with an account of what they are owed.

    The same request twice is one consignor. Raises ConsignorKnown, ShopRequestReused.
    """
    koppontren = shop.koppontren
    hold_book(koppontren)  # one number after the other
    rows = Consignor.objects.of(koppontren)
    known = rows.filter(request_id=request_id).first()
    if known:
        if (known.member_id, known.name) != (member and member.pk, "" if member else name):
            raise ShopRequestReused
        return known
    if member and (there := rows.filter(shop=shop, member=member).first()):
        raise ConsignorKnown(there.number)
    number = f"K-{rows.count() + 1:04d}"
    with acting(by.pk):
        return Consignor.objects.create(
            koppontren=koppontren,
            shop=shop,
            number=number,
            member=member,
            name="" if member else name,
            phone="" if member else phone,
            account=open_detail_account(_control(shop, by=by), name=number),
            request_id=request_id,
        )


@transaction.atomic
def receive_consigned(
    consignor: Consignor,
    quantities: Mapping[Good, int],
    *,
    about: str = "",
    request_id: UUID,
    by: User,
) -> list[Move]:
    """Put goods of a consignor on the shelf: nothing is bought, so no entry says it.

    The same request twice is once. Raises NothingListed, NotOfThisConsignor, GoodEnded,
    BadQuantity, ShopRequestReused.
    """
    _refuse_others(consignor, quantities)
    for good in quantities:
        if not good.is_sold:
            raise GoodEnded(good.name)
    changes = [Change(good.pk, quantity) for good, quantity in quantities.items()]
    return _moved(consignor, MoveKind.CONSIGNED, changes, about, request_id, by)


@transaction.atomic
def give_back(
    consignor: Consignor,
    quantities: Mapping[Good, int],
    *,
    about: str = "",
    request_id: UUID,
    by: User,
) -> list[Move]:
    """Give a consignor back what was not sold. The same request twice is once.

    Raises NothingListed, NotOfThisConsignor, NotThatMuch, BadQuantity, ShopRequestReused.
    """
    _refuse_others(consignor, quantities)
    hold_book(consignor.koppontren)
    if not Move.objects.of(consignor.koppontren).filter(request_id=request_id).exists():
        for good in Good.objects.of(consignor.koppontren).filter(pk__in=[g.pk for g in quantities]):
            if quantities[good] > good.quantity:
                raise NotThatMuch(good.name, quantity=measured(max(good.quantity, 0)))
    changes = [Change(good.pk, -quantity) for good, quantity in quantities.items()]
    return _moved(consignor, MoveKind.GIVEN_BACK, changes, about, request_id, by)


@transaction.atomic
def settle(
    consignor: Consignor,
    *,
    amount: int,
    paid_from: Account,
    on: date | None = None,
    request_id: UUID,
    by: User,
) -> Settlement:
    """Pay a consignor for what was sold: Dr what is owed to them, Cr cash.

    The same request twice is one payment. Raises MoreThanOwed, NotCashOfShop, ShopRequestReused,
    and what the ledger refuses.
    """
    koppontren = consignor.koppontren
    hold_book(koppontren)
    known = Settlement.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if (known.consignor_id, known.amount) != (consignor.pk, amount):
            raise ShopRequestReused
        return known
    if not paid_from.is_cash:
        raise NotCashOfShop
    consignor.account.refresh_from_db(fields=["debits", "credits"])
    if amount > consignor.account.balance:
        raise MoreThanOwed(max(consignor.account.balance, 0))
    entry = post(
        koppontren,
        request_id=request_id,
        kind="shop.settlement",
        legs=[dr(consignor.account, amount), cr(paid_from, amount)],
        by=by,
        on=on,
    )
    try:
        with transaction.atomic():
            return Settlement.objects.create(
                koppontren=koppontren,
                consignor=consignor,
                request_id=request_id,
                on=entry.on,
                amount=amount,
                paid_from=paid_from,
                entry_number=entry.number,
                by=by,
            )
    except IntegrityError as error:
        raise refused_by(error) from error


def _control(shop: Shop, *, by: User) -> Account:
    """The account that sums up what consignors are owed, opened with the first of them."""
    if shop.consigned is None:
        own = accounts_of(shop.koppontren, shop.unit)
        shop.consigned = found(CONSIGNED, own, opening_of(shop.koppontren, shop.unit, by=by))
        shop.save(update_fields=["consigned"])
    return shop.consigned


def _refuse_others(consignor: Consignor, quantities: Mapping[Good, int]) -> None:
    if not quantities:
        raise NothingListed
    for good, quantity in quantities.items():
        if good.consignor_id != consignor.pk:
            raise NotOfThisConsignor(good.name)
        refuse_parts(good, quantity)


def _moved(
    consignor: Consignor,
    kind: MoveKind,
    changes: list[Change],
    about: str,
    request_id: UUID,
    by: User,
) -> list[Move]:
    return move_goods(
        consignor.shop,
        kind,
        changes,
        sheet=lambda _worth, _to_cost: Sheet([]),
        request_id=request_id,
        by=by,
        about=about,
    )
