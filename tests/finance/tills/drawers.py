"""Drawers for tests: made, opened, filled."""

from collections.abc import Mapping
from uuid import uuid4

from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.tills.commands.delivering import receive_cash, send_cash
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.commands.holding import close_drawer, open_drawer
from klinik.finance.tills.models import Count, Delivery, Drawer, DrawerKind, Shift
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.counter import kas

NOTHING: Mapping[str, int] = {}


def make_drawer(
    koppontren: Koppontren, by: User, *, name: str = "Laci 1", kind: str = DrawerKind.TILL
) -> Drawer:
    """An empty drawer of the savings unit that nobody holds."""
    return add_drawer(koppontren, name=name, kind=kind, unit=kas(koppontren).unit, by=by)


def opened(drawer: Drawer, by: User, pieces: Mapping[str, int] = NOTHING) -> Shift:
    """The drawer in somebody's hands."""
    return open_drawer(drawer, pieces=pieces, request_id=uuid4(), by=by)


def closed(
    shift: Shift, by: User, pieces: Mapping[str, int] = NOTHING, *, reason: str = ""
) -> Count:
    """The last count of a shift."""
    return close_drawer(shift, pieces=pieces, reason=reason, request_id=uuid4(), by=by)


def put_into_kas(koppontren: Koppontren, amount: int, by: User) -> None:
    """A grant in cash, into the cash box of the books."""
    grant = Account.objects.of(koppontren).get(code="2310")
    legs = [dr(kas(koppontren), amount), cr(grant, amount)]
    post(koppontren, request_id=uuid4(), kind="money.in", legs=legs, by=by)


def filled(drawer: Drawer, amount: int, *, giver: User, holder: User) -> Delivery:
    """Cash from the box of the books, confirmed by whoever holds the drawer."""
    put_into_kas(drawer.koppontren, amount, giver)
    sent = send_cash(
        kas(drawer.koppontren), target=drawer.account, amount=amount, request_id=uuid4(), by=giver
    )
    return receive_cash(sent, by=holder)


def in_it(drawer: Drawer) -> int:
    """What the books say is in it, in whole rupiah."""
    return Account.objects.get(pk=drawer.account_id).balance
