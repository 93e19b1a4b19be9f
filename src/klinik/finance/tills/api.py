"""Drawers and cash on its way for programs: the same commands as the pages."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema, Status
from pydantic import AfterValidator, Field

from klinik.core.errors import DomainError
from klinik.core.lines import PLAIN
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import units_of
from klinik.finance.tills.access import (
    HANDLERS,
    HOLDERS,
    deliveries_for,
    delivery_for,
    drawer_of,
    may_hold,
    refuse_holding,
    refuse_keepers_cash,
    sources_for,
)
from klinik.finance.tills.commands.delivering import (
    receive_cash,
    refuse_cash,
    send_cash,
    take_back,
)
from klinik.finance.tills.commands.drawers import add_drawer, retire_drawer, turn_into_drawer
from klinik.finance.tills.commands.holding import close_drawer, open_drawer, take_over
from klinik.finance.tills.models import Count, Delivery, Drawer
from klinik.finance.tills.queries import (
    Held,
    held_drawers,
    in_use,
    last_shift,
    not_yet_drawers,
    places_of_cash,
)
from klinik.finance.tills.refusals import NotYourDrawer
from klinik.finance.tills.rules import DENOMINATIONS, MOST_PIECES
from klinik.people.models import User
from klinik.tenancy.access import rights_in
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

LATEST = 50  # deliveries, those that are over among them
READERS = InKoppontren(needs=HANDLERS | {Right.READ_BOOKS})
KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)
TELLERS = InKoppontren(needs=HOLDERS)
Amount = Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]
Pieces = dict[str, Annotated[int, Field(strict=True, ge=0, le=MOST_PIECES)]]
Plain = AfterValidator(lambda text: text.replace("\0", ""))
Reason = Annotated[str, Field(max_length=500), Plain]
Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Place = Annotated[str, Field(max_length=20, pattern=PLAIN)]

router = Router(tags=["cash"], auth=InKoppontren(needs=HANDLERS))


class DrawerOut(Schema):
    """A drawer by the code of its account, what the books say is in it, and who holds it.

    `balance` is null for who neither reads the books nor holds the drawer.
    """

    code: str
    name: str
    kind: str
    unit: str
    balance: int | None
    held_by: str | None
    since: datetime | None


class NewDrawer(Schema):
    """A drawer or safe: a new account of `unit` under `name`, or the cash account that is there."""

    kind: Literal["till", "safe", "shop"]
    unit: Annotated[str, Field(max_length=20), Plain] = ""
    name: Annotated[str, Field(max_length=60), Plain] = ""
    account: Annotated[str, Field(max_length=20), Plain] = ""


class Counted(Schema):
    """Notes and coins by kind ("n50000", "c500"), and why where the books say something else."""

    pieces: Pieces = Field(default_factory=dict)
    reason: Reason = ""


class Closing(Counted):
    """The last count; by their e-mail, who opens the drawer next."""

    hand_over_to: Annotated[str, Field(max_length=254, pattern=PLAIN)] = ""


class CountOut(Schema):
    """What was counted and what the books had said, in whole rupiah."""

    drawer: str
    moment: str
    counted: int
    expected: int
    entry: int | None


class Sending(Schema):
    """Cash from one place to another of the same unit, each by the code of its account."""

    source: Place
    target: Place
    amount: Amount
    memo: Annotated[str, Field(max_length=200), Plain] = ""


class Why(Schema):
    """Why it did not arrive as it was sent."""

    reason: Annotated[str, Field(min_length=1, max_length=500), Plain]


class DeliveryOut(Schema):
    """Cash on its way, or what became of it."""

    number: UUID
    source: Place
    target: Place
    amount: int
    standing: str
    sent_by: str
    sent_at: datetime


class UnknownPlace(DomainError):
    """No place of cash with this code is open to whoever asks."""

    code = "unknown_place"

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no place of cash with the code %(code)s.") % {"code": code})


class UnknownPieces(DomainError):
    """Neither a note nor a coin."""

    code = "unknown_pieces"

    def __init__(self, key: str) -> None:
        super().__init__(_("%(key)s is neither a note nor a coin.") % {"key": key})


@router.get("/drawers", response=list[DrawerOut], auth=READERS)
def list_drawers(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """Every drawer and safe in use; without the books, those that one holds or may hold."""
    user, tenant = request.auth
    rights = rights_in(user, tenant)
    reads = Right.READ_BOOKS in rights
    rows = held_drawers(tenant)
    return [
        _held(row, knows=reads or _is_held_by(row, user))
        for row in rows
        if reads or _is_held_by(row, user) or may_hold(row.drawer, user, rights)
    ]


@router.post("/drawers", response={201: DrawerOut}, auth=KEEPERS)
def post_drawer(
    request: ApiRequest, koppontren: Path[str], body: NewDrawer
) -> Status[dict[str, object]]:
    """Add a drawer or a safe; without `account` it gets one of its own."""
    user, tenant = request.auth
    if body.account:
        known = {account.code: account for account in not_yet_drawers(tenant)}
        if body.account not in known:
            raise UnknownPlace(body.account)
        drawer = turn_into_drawer(known[body.account], kind=body.kind, by=user)
    else:
        units = {unit.code: unit for unit in units_of(tenant)}
        if body.unit not in units or not body.name.strip():
            raise UnknownPlace(body.unit)
        unit, name = units[body.unit], body.name.strip()
        drawer = add_drawer(tenant, name=name, kind=body.kind, unit=unit, by=user)
    found = next(row for row in held_drawers(tenant) if row.drawer.pk == drawer.pk)
    return Status(201, _held(found, knows=True))


@router.post("/drawers/{code}/opening", response={201: CountOut}, auth=TELLERS)
def open_one(
    request: ApiRequest, koppontren: Path[str], code: Code, body: Counted, request_id: Key
) -> Status[dict[str, object]]:
    """Hold a drawer, or one's own bag, from now on, with what was counted in it."""
    drawer = _drawer(request.auth, code)
    refuse_holding(drawer, request.auth.user, rights_in(*request.auth))
    shift = open_drawer(
        drawer,
        pieces=_known(body.pieces),
        reason=body.reason,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, _count(shift.counts.order_by("pk")[0], drawer))


@router.post("/drawers/{code}/taking-over", response={201: CountOut}, auth=KEEPERS)
def take_one(
    request: ApiRequest, koppontren: Path[str], code: Code, body: Counted, request_id: Key
) -> Status[dict[str, object]]:
    """Hold a drawer that somebody could not close, or did not fetch; `reason` says why."""
    if Right.COUNTER not in rights_in(*request.auth):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    drawer = _drawer(request.auth, code)
    shift = take_over(
        drawer,
        pieces=_known(body.pieces),
        reason=body.reason,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, _count(shift.counts.order_by("pk")[0], drawer))


@router.post("/drawers/{code}/retirement", response={204: None}, auth=KEEPERS)
def retire_one(request: ApiRequest, koppontren: Path[str], code: Code) -> Status[None]:
    """Put an empty drawer or safe that nobody holds out of use."""
    retire_drawer(drawer_of(request.auth.koppontren, code), by=request.auth.user)
    return Status(204, None)


@router.post("/drawers/{code}/closing", response={201: CountOut}, auth=TELLERS)
def close_one(
    request: ApiRequest, koppontren: Path[str], code: Code, body: Closing, request_id: Key
) -> Status[dict[str, object]]:
    """Count a drawer and hold it no more, or hand it over."""
    drawer = _drawer(request.auth, code)
    shift = last_shift(drawer)
    if shift is None:
        raise NotYourDrawer(str(drawer))
    count = close_drawer(
        shift,
        pieces=_known(body.pieces),
        reason=body.reason,
        handed_to=_teller(request.auth, body.hand_over_to),
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, _count(count, drawer))


@router.get("/cash-deliveries", response=list[DeliveryOut], auth=READERS)
def list_deliveries(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """Cash on its way and the latest that arrived, at most 50; to a collector, the own."""
    user, tenant = request.auth
    rows = deliveries_for(user, tenant, rights_in(user, tenant))
    return [_delivery(row) for row in rows[:LATEST]]


@router.post("/cash-deliveries", response={201: DeliveryOut})
def send_some(
    request: ApiRequest, koppontren: Path[str], body: Sending, request_id: Key
) -> Status[dict[str, object]]:
    """Send cash on its way: it arrives when the receiver says so."""
    source = _among(_sources(request.auth, request_id), body.source)
    target = _among(places_of_cash(request.auth.koppontren), body.target)
    sent = send_cash(
        source,
        target=target,
        amount=body.amount,
        memo=body.memo,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, _delivery(sent))


@router.post("/cash-deliveries/{uuid:delivery}/arrival", response=DeliveryOut)
def receive_some(
    request: ApiRequest, koppontren: Path[str], delivery: Path[UUID]
) -> dict[str, object]:
    """All of it arrived; twice is once."""
    found = _to_receive(request.auth, delivery)
    return _delivery(receive_cash(found, by=request.auth.user))


@router.post("/cash-deliveries/{uuid:delivery}/refusal", response=DeliveryOut)
def refuse_some(
    request: ApiRequest, koppontren: Path[str], delivery: Path[UUID], body: Why
) -> dict[str, object]:
    """It did not arrive as it was sent: its sender looks for it."""
    found = _to_receive(request.auth, delivery)
    return _delivery(refuse_cash(found, reason=body.reason, by=request.auth.user))


@router.post("/cash-deliveries/{uuid:delivery}/return", response=DeliveryOut)
def return_some(
    request: ApiRequest, koppontren: Path[str], delivery: Path[UUID]
) -> dict[str, object]:
    """Take back what one sent and nobody received; twice is once."""
    return _delivery(take_back(_found(request.auth, delivery), by=request.auth.user))


def _drawer(access: Access, code: str) -> Drawer:
    return get_object_or_404(in_use(access.koppontren), account__code=code)


def _found(access: Access, number: UUID) -> Delivery:
    return delivery_for(access.user, access.koppontren, rights_in(*access), number)


def _sources(access: Access, request_id: UUID) -> list[Account]:
    """From where this person sends; what they sent before is answered from wherever it was."""
    rights = rights_in(*access)
    sent = deliveries_for(access.user, access.koppontren, rights)
    if sent.filter(request_id=request_id).exists():
        return places_of_cash(access.koppontren)
    return sources_for(access.koppontren, access.user, rights)


def _to_receive(access: Access, number: UUID) -> Delivery:
    found = _found(access, number)
    refuse_keepers_cash(found, rights_in(*access))
    return found


def _among(places: list[Account], code: str) -> Account:
    for place in places:
        if place.code == code:
            return place
    raise UnknownPlace(code)


def _is_held_by(row: Held, user: User) -> bool:
    return row.shift is not None and row.shift.teller_id == user.pk


def _held(row: Held, *, knows: bool) -> dict[str, object]:
    return {
        "code": row.drawer.account.code,
        "name": row.drawer.account.name,
        "kind": row.drawer.kind,
        "unit": row.drawer.account.unit.code,
        "balance": row.balance if knows else None,
        "held_by": row.shift.teller.name if row.shift else None,
        "since": row.shift.opened_at if row.shift else None,
    }


def _teller(access: Access, email: str) -> User | None:
    if not email:
        return None
    people = {person.email: person for person in _tellers(access.koppontren)}
    if email not in people:
        raise PermissionDenied(_("Nobody of this address works at the counter."))
    return people[email]


def _tellers(koppontren: Koppontren) -> list[User]:
    everybody = (*holders_of(koppontren, Right.COUNTER), *holders_of(koppontren, Right.SELL))
    return list(dict.fromkeys(everybody))


def _known(pieces: dict[str, int]) -> dict[str, int]:
    known = {one.key for one in DENOMINATIONS}
    for key in pieces:
        if key not in known:
            raise UnknownPieces(key)
    return pieces


def _count(count: Count, drawer: Drawer) -> dict[str, object]:
    return {
        "drawer": drawer.account.code,
        "moment": count.moment,
        "counted": count.counted,
        "expected": count.expected,
        "entry": count.entry_number,
    }


def _delivery(row: Delivery) -> dict[str, object]:
    return {
        "number": row.request_id,
        "source": row.source.code,
        "target": row.target.code,
        "amount": row.amount,
        "standing": row.standing or "on_its_way",
        "sent_by": row.sent_by.name,
        "sent_at": row.sent_at,
    }
