"""Opening a shop with the accounts of its unit, and putting on the shelf what was there before."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from klinik.core.history import acting
from klinik.finance.ledger.commands import add_account, hold_book
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.shop.accounts import CAPITAL, OF_A_SHOP, Wanted, found
from klinik.finance.shop.commands.goods import Facts, Prices, add_good
from klinik.finance.shop.commands.moving import Sheet, move_goods
from klinik.finance.shop.models import Good, Move, MoveKind, Shop
from klinik.finance.shop.queries import accounts_of
from klinik.finance.shop.refusals import OfAConsignor, ShopNameTaken, ShopOfUnit
from klinik.finance.shop.rules import Change, amount_for
from klinik.finance.wallet.commands.setup import offer_usual_categories
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def open_shop(koppontren: Koppontren, *, name: str, unit: Unit, by: User) -> Shop:
    """Open the shop of a unit: accounts that the chart lacks are opened. Done twice is once.

    What lies on its account of stock is not known good by good yet. Raises ShopOfUnit,
    ShopNameTaken.
    """
    hold_book(koppontren)
    known = Shop.objects.of(koppontren).filter(unit=unit).first()
    if known:
        if known.name == name:
            return known
        raise ShopOfUnit(unit.name)
    own, open_ = accounts_of(koppontren, unit), opening_of(koppontren, unit, by=by)
    accounts = {field: found(wanted, own, open_) for field, wanted in OF_A_SHOP.items()}
    try:
        with transaction.atomic(), acting(by.pk):
            shop = Shop.objects.create(koppontren=koppontren, name=name, unit=unit, **accounts)
    except IntegrityError as taken:
        if Shop.objects.of(koppontren).filter(name=name).exists():
            raise ShopNameTaken(name) from taken
        raise
    offer_usual_categories(koppontren)
    shop.refresh_from_db(fields=["undetailed"])
    return shop


@transaction.atomic
def put_on_shelf(
    shop: Shop, changes: Sequence[Change], *, request_id: UUID, by: User, about: str = ""
) -> list[Move]:
    """Say what there is of goods that were there before: with its cost, for all of a good.

    As far as the books hold stock that is not known good by good, it comes out of that; the rest is
    the owners' own and was not in the books. The same request twice is once. Raises OfAConsignor.
    """
    hold_book(shop.koppontren)
    goods = Good.objects.of(shop.koppontren).filter(pk__in=[change.good for change in changes])
    if others := goods.exclude(consignor=None).first():
        raise OfAConsignor(others.name)
    shop.refresh_from_db(fields=["undetailed", "capital"])
    return move_goods(
        shop,
        MoveKind.OPENING,
        changes,
        sheet=lambda worth, to_cost: _opened(shop, worth, to_cost, by=by),
        request_id=request_id,
        by=by,
        about=about,
    )


def _opened(shop: Shop, worth: int, to_cost: int, *, by: User) -> Sheet:
    known = min(worth, max(shop.undetailed, 0))
    legs = [dr(shop.stock, worth - known), dr(shop.cost, to_cost)]
    if worth - known + to_cost:
        legs.append(cr(_capital(shop, by=by), worth - known + to_cost))
    return Sheet(legs, undetailed=known)


@transaction.atomic
def add_stocked_good(
    shop: Shop,
    facts: Facts,
    prices: Prices,
    *,
    there: int = 0,
    unit_cost: int = 0,
    request_id: UUID,
    by: User,
) -> Good:
    """Add a good of which so many thousandths are there already, each unit at this cost.

    Raises what adding a good and putting it on the shelf do.
    """
    good = add_good(shop, facts, prices, request_id=request_id, by=by)
    if there:
        change = Change(good.pk, there, amount_for(there, unit_cost))
        put_on_shelf(shop, [change], request_id=uuid5(request_id, "stok"), by=by)
    return good


def _capital(shop: Shop, *, by: User) -> Account:
    """What the goods that were not in the books are worth, as the owners' own."""
    if shop.capital is None:
        own = accounts_of(shop.koppontren, shop.unit)
        shop.capital = found(CAPITAL, own, opening_of(shop.koppontren, shop.unit, by=by))
        shop.save(update_fields=["capital"])
    return shop.capital


def opening_of(koppontren: Koppontren, unit: Unit, *, by: User) -> Callable[[Wanted], Account]:
    """How an account that the unit lacks is opened."""
    return lambda wanted: add_account(
        koppontren, account=wanted.row(unit, taken=accounts_by_code(koppontren)), by=by
    )
