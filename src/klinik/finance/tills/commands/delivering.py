"""Cash from one place to another: sent, confirmed by the receiver, refused, taken back."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.core.money import rupiah
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import RequestReused
from klinik.finance.tills.models import Delivery, Drawer, Shift, Standing, UnitCash
from klinik.finance.tills.refusals import (
    DeliveryEnded,
    NoDrawersInUnit,
    NoReason,
    NotYourDelivery,
    NotYourDrawer,
    OtherUnit,
    OwnDelivery,
    SamePlace,
)
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.people.models import User
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right


@transaction.atomic
def send_cash(
    source: Account, *, target: Account, amount: int, memo: str = "", request_id: UUID, by: User
) -> Delivery:
    """Send `amount` rupiah of cash on its way; it arrives when the receiver says so.

    From a drawer only whoever holds it sends. The same request twice is one delivery. Raises
    SamePlace, OtherUnit, NoDrawersInUnit, and what the ledger refuses.
    """
    koppontren = source.koppontren
    hold_book(koppontren)
    known = Delivery.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if (known.source_id, known.target_id, known.amount) != (source.pk, target.pk, amount):
            raise RequestReused(str(known.sent_entry))
        return known
    if source == target:
        raise SamePlace
    if source.unit_id != target.unit_id:
        raise OtherUnit
    entry = post(
        koppontren,
        request_id=uuid5(request_id, "sent"),
        kind="till.sent",
        legs=[dr(_transit(source), amount), cr(source, amount)],
        by=by,
    )
    delivery = Delivery.objects.create(
        koppontren=koppontren,
        request_id=request_id,
        source=source,
        target=target,
        amount=amount,
        memo=memo.strip(),
        sent_by=by,
        sent_entry=entry.number,
    )
    _tell(delivery, "till.sent", *_receivers(delivery), by=by)
    return delivery


@transaction.atomic
def receive_cash(delivery: Delivery, *, by: User) -> Delivery:
    """Confirm that all of it arrived. Done twice, it arrived once.

    Also what was refused before, if it was found: the sender may have left, and then nobody could
    take it back. Into a drawer only whoever holds it receives. Raises OwnDelivery, NotYourDrawer,
    DeliveryEnded, and what the ledger refuses.
    """
    delivery = _locked(delivery)
    if by == delivery.sent_by:
        raise OwnDelivery
    _refuse_strangers(delivery, by)
    if delivery.standing == Standing.RECEIVED and delivery.ended_by == by:
        return delivery
    if not delivery.is_on_its_way:
        raise DeliveryEnded
    _end(delivery, Standing.RECEIVED, to=delivery.target, by=by)
    _tell(delivery, "till.received", delivery.sent_by, by=by)
    return delivery


@transaction.atomic
def refuse_cash(delivery: Delivery, *, reason: str, by: User) -> Delivery:
    """Say that it did not arrive as it was sent; the sender looks for it and takes it back.

    Raises NoReason, OwnDelivery, NotYourDrawer, DeliveryEnded.
    """
    delivery = _locked(delivery)
    if by == delivery.sent_by:
        raise OwnDelivery
    _refuse_strangers(delivery, by)
    if not reason.strip():
        raise NoReason
    if delivery.standing != Standing.ON_ITS_WAY:
        raise DeliveryEnded
    delivery.standing, delivery.reason = Standing.REFUSED.value, reason.strip()
    delivery.refused_by, delivery.refused_at = by, timezone.now()
    delivery.save(update_fields=["standing", "reason", "refused_by", "refused_at"])
    _tell(delivery, "till.refused", delivery.sent_by, by=by)
    return delivery


@transaction.atomic
def take_back(delivery: Delivery, *, by: User) -> Delivery:
    """Take back what one sent and nobody received. Done twice, it came back once.

    Raises NotYourDelivery, DeliveryEnded, and what the ledger refuses.
    """
    delivery = _locked(delivery)
    if by != delivery.sent_by:
        raise NotYourDelivery
    if delivery.standing == Standing.RETURNED:
        return delivery
    if not delivery.is_on_its_way:
        raise DeliveryEnded
    _end(delivery, Standing.RETURNED, to=delivery.source, by=by)
    return delivery


def _refuse_strangers(delivery: Delivery, by: User) -> None:
    """What goes to a drawer is looked at by whoever holds that drawer."""
    drawers = Drawer.objects.of(delivery.koppontren).filter(account=delivery.target)
    held = Shift.objects.of(delivery.koppontren).filter(
        drawer__account=delivery.target, closed_at=None, teller=by
    )
    if drawers.exists() and not held.exists():
        raise NotYourDrawer(delivery.target.name)


def _locked(delivery: Delivery) -> Delivery:
    hold_book(delivery.koppontren)  # whoever settles it waits for the others
    rows = Delivery.objects.of(delivery.koppontren)
    return rows.select_related(
        "koppontren", "source__unit", "target__unit", "sent_by", "ended_by"
    ).get(pk=delivery.pk)


def _end(delivery: Delivery, standing: Standing, *, to: Account, by: User) -> Entry:
    entry = post(
        delivery.koppontren,
        request_id=uuid5(delivery.request_id, standing.value),
        kind=f"till.{standing.value}",
        legs=[dr(to, delivery.amount), cr(_transit(delivery.source), delivery.amount)],
        by=by,
    )
    delivery.standing, delivery.end_entry = standing.value, entry.number
    delivery.ended_by, delivery.ended_at = by, timezone.now()
    delivery.save(update_fields=["standing", "ended_by", "ended_at", "end_entry"])
    return entry


def _transit(account: Account) -> Account:
    rows = UnitCash.objects.filter(koppontren_id=account.koppontren_id, unit=account.unit_id)
    cash = rows.select_related("transit__unit").first()
    if cash is None:
        raise NoDrawersInUnit(account.unit.name)
    return cash.transit


def _receivers(delivery: Delivery) -> list[User]:
    """Whoever holds the drawer it goes to; of a bank or a cash box of the books, their keepers."""
    held = Shift.objects.of(delivery.koppontren).filter(
        drawer__account=delivery.target, closed_at=None
    )
    if holder := held.select_related("teller").first():
        return [holder.teller]
    keepers = holders_of(delivery.koppontren, Right.KEEP_BOOKS)
    return [keeper for keeper in keepers if keeper != delivery.sent_by]


def _tell(delivery: Delivery, kind: str, *people: User, by: User) -> None:
    about: About = {
        "name": by.called,
        "amount": rupiah(delivery.amount),
        "drawer": delivery.target.name,
        "place": str(delivery.koppontren),
    }
    key = f"{kind} {delivery.request_id}"
    notify(*people, kind=kind, about=about, url=delivery.get_absolute_url(), key=key)
