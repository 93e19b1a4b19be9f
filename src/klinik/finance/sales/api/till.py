"""Tills of others: the catalogue and the cards a device keeps, and the sales it sends.

How to build with it, step by step: docs/tills.md. Our own till asks here too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import FileResponse, Http404
from django.middleware.csrf import get_token
from ninja import Path, Router

from klinik.core.errors import DomainError
from klinik.finance.members.answers import photo_file
from klinik.finance.members.models import Member
from klinik.finance.sales.api.shapes import (
    BuyerOut,
    CardsOut,
    Catalogue,
    Fates,
    SaleIn,
    SalesIn,
    Unread,
)
from klinik.finance.sales.commands import Recorded
from klinik.finance.sales.models import Refused
from klinik.finance.sales.queries import catalogue, own_till, shops_in_use
from klinik.finance.sales.refusals import NotASale
from klinik.finance.sales.refused import receive_sales
from klinik.finance.wallet.models import WalletRules
from klinik.finance.wallet.queries import cards_for_till
from klinik.finance.wallet.rules import short_name
from klinik.tenancy.api import ApiRequest, InKoppontren
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

router = Router(tags=["tills"], auth=InKoppontren(needs=Right.SELL))

OfMember = Annotated[str, Path(pattern="^A-[0-9]{4,12}$")]


@router.get("/till/catalogue", response=Catalogue)
def get_catalogue(request: ApiRequest, koppontren: Path[str]) -> dict[str, Any]:
    """The shops with their goods, prices and codes, and the drawer of the person who asks."""
    user, tenant = request.auth
    shift = own_till(tenant, user)
    account = shift.drawer.account if shift else None
    return {
        "token": None if request.headers.get("Authorization") else get_token(request),
        "now": datetime.now(UTC),
        "cashier": user.pk,
        "called": user.name,
        "till": account and {"code": account.code, "name": account.name, "unit": account.unit.code},
        "shops": [
            {
                "id": shop.pk,
                "name": shop.name,
                "max_discount": shop.max_discount,
                "goods": catalogue(shop),
            }
            for shop in shops_in_use(tenant)
        ],
    }


@router.get("/till/cards", response=CardsOut)
def get_cards(request: ApiRequest, koppontren: Path[str]) -> dict[str, Any]:
    """Every card with what it may spend today, for a device that is about to lose its line."""
    tenant = request.auth.koppontren
    rules = WalletRules.objects.of(tenant).first()
    return {
        "now": datetime.now(UTC),
        "allowance": rules.offline_allowance if rules else 0,
        "cards": [card._asdict() for card in cards_for_till(tenant)],
    }


@router.get("/till/buyers/{buyer}", response=BuyerOut)
def get_buyer(request: ApiRequest, koppontren: Path[str], buyer: OfMember) -> dict[str, Any]:
    """Whose number of membership this is; asked one by one, so that no device keeps a list."""
    member = _member(request.auth.koppontren, buyer)
    return {
        "number": member.number,
        "name": short_name(member.name),
        "has_photo": bool(member.photo),
    }


@router.get("/till/buyers/{buyer}/photo")
def get_buyer_photo(request: ApiRequest, koppontren: Path[str], buyer: OfMember) -> FileResponse:
    """The face of who buys, to look at once: no device and no cache keeps it."""
    answer = photo_file(_member(request.auth.koppontren, buyer))
    answer["Cache-Control"] = "no-store"
    return answer


@router.post("/till/sales", response=Fates)
def post_sales(request: ApiRequest, koppontren: Path[str], body: SalesIn) -> dict[str, Any]:
    """Record up to 100 sales, each once however often it is sent; one bad one spoils no other.

    After a lost reply send the same again, by whoever is at the till now.
    """
    user, tenant = request.auth
    slips = [row.slip() for row in body.sales if isinstance(row, SaleIn)]
    found = iter(receive_sales(tenant, slips, sent_at=body.sent_at, by=user))
    return {"answers": [_fate(row, found) for row in body.sales]}


def _fate(
    row: SaleIn | Unread, found: Iterator[Recorded | Refused | DomainError]
) -> dict[str, Any]:
    answer = NotASale() if isinstance(row, Unread) else next(found)
    said: dict[str, Any] = {"request_id": str(row.request_id)}
    if isinstance(answer, DomainError):
        return said | {"state": "refused", "code": answer.code, "message": str(answer.message)}
    if isinstance(answer, Refused):
        return said | {"state": "settled", "message": answer.how}
    known = "recorded" if answer.is_new else "already"
    return said | {"state": "voided" if answer.is_void else known, "entry": answer.entry_number}


def _member(tenant: Koppontren, number: str) -> Member:
    found = Member.objects.of(tenant).filter(number=number).first()
    if found is None:
        raise Http404
    return found
