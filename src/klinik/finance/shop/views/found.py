"""May this person, and which row."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from klinik.finance.shop.models import Good, Shop
from klinik.finance.shop.queries import goods_of, shops_of
from klinik.finance.shop.rules import GOOD_CODE
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

SEES_COSTS = {Right.KEEP_GOODS, Right.READ_BOOKS}
READERS = SEES_COSTS | {Right.SELL}


def shop_reader(
    user: User, slug: str, *, costs: bool = False
) -> tuple[Koppontren, frozenset[Right]]:
    """The koppontren, for who keeps its goods, sells them or reads its books.

    What goods `costs` is not shown to who only sells. Raises Http404 to strangers and
    PermissionDenied to its people with none of these rights.
    """
    koppontren = koppontren_for(user, slug, needs=Right.SEE)
    rights = rights_in(user, koppontren)
    if rights.isdisjoint(SEES_COSTS if costs else READERS):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return koppontren, rights


def goods_keeper(user: User, slug: str) -> Koppontren:
    """The koppontren, for who keeps its goods. Raises Http404, PermissionDenied."""
    return koppontren_for(user, slug, needs=Right.KEEP_GOODS)


def shop_of(koppontren: Koppontren, asked: str) -> Shop | None:
    """The shop of this number, or the first one; None before one is open."""
    shops = list(shops_of(koppontren))
    return next((shop for shop in shops if str(shop.pk) == asked), shops[0] if shops else None)


def good_for(koppontren: Koppontren, number: str) -> Good:
    """The good of this number: "B-0001". Raises Http404."""
    found = GOOD_CODE.fullmatch(number)
    rows = goods_of(koppontren).select_related("koppontren", "shop__unit", "category")
    return get_object_or_404(rows, number=int(found[1]) if found else 0)
