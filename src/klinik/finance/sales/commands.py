"""Selling: what a device sends becomes sales, each once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from klinik.core.clocks import LONGEST, Moment, moment_of
from klinik.core.database import prepared_cursor
from klinik.core.errors import DomainError
from klinik.core.lines import as_scanned
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import cr, dr, post, refusal_in_words
from klinik.finance.ledger.refusals import REFUSALS
from klinik.finance.members.models import Member
from klinik.finance.sales.models import Concern, Sale, SaleLine
from klinik.finance.sales.queries import known_sellers, own_till, recorded, waiting
from klinik.finance.sales.refusals import (
    OF_STATE,
    CardNotGood,
    DrawerNotOpen,
    NoReason,
    NoSuchMember,
    NotASale,
    NoWay,
)
from klinik.finance.sales.rules import Slip, fingerprint_of
from klinik.finance.shop.models import Good
from klinik.finance.wallet.commands import check_pin
from klinik.finance.wallet.queries import card_of
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

log = logging.getLogger(__name__)
SOON = timedelta(minutes=5)  # a sale that waits for its answer is made now, or was asked again
DOOR = "SELECT refused, about, entry_number, is_new FROM sales_record(%s, %s, %s) ORDER BY place"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A sale that stands in the books under this number; `is_new`: just now.

    One that was given up has a number only if it had arrived before: then all of it came back.
    """

    entry_number: int | None
    is_new: bool
    is_void: bool = False


def record_sales(
    koppontren: Koppontren, slips: Sequence[Slip], *, sent_at: datetime, by: User
) -> list[Recorded | DomainError]:
    """Write what a device sold, each sale once however often it is sent; answers in order.

    A sale that waited for its answer is refused where a rule is broken. One that was made without
    a line is written all the same, with what somebody has to look at. `sent_at` is by the device's
    clock.
    """
    if not slips:
        return []
    members = _members(koppontren, slips)
    refused = _unreadable(koppontren, slips, by=by) | _wrong_pins(koppontren, slips)
    refused |= _nobodys(koppontren, slips, members)
    good = [slip for slip in slips if slip.request_id not in refused]
    found = iter(_write(koppontren, good, members, sent_at=sent_at, by=by))
    return [refused.get(slip.request_id) or next(found) for slip in slips]


def _write(
    koppontren: Koppontren,
    slips: Sequence[Slip],
    members: dict[str, int],
    *,
    sent_at: datetime,
    by: User,
) -> list[Recorded | DomainError]:
    now = timezone.now()
    asked = [_asked(slip, members, sent_at=sent_at, now=now) for slip in slips]
    sent: list[Any] = [koppontren.pk, by.pk, Jsonb(asked)]
    # What it refuses is an answer: no savepoint is needed to go on after it.
    with transaction.atomic(savepoint=False), prepared_cursor() as cursor:
        cursor.execute(DOOR, sent)
        rows = cursor.fetchall()
    names = _names(koppontren, slips) if any(row[0] for row in rows) else {}
    return [_answer(koppontren, row, names, slip) for row, slip in zip(rows, slips, strict=True)]


def _unreadable(
    koppontren: Koppontren, slips: Sequence[Slip], *, by: User
) -> dict[UUID, DomainError]:
    """Sales of people who never sold here, and those that no book holds."""
    cashiers = {slip.cashier for slip in slips} - {by.pk}
    unknown = cashiers - known_sellers(koppontren, cashiers) if cashiers else set()
    return {
        slip.request_id: NotASale()
        for slip in slips
        if slip.cashier in unknown or not slip.is_in_bounds
    }


def _wrong_pins(koppontren: Koppontren, slips: Sequence[Slip]) -> dict[UUID, DomainError]:
    """A PIN is asked for before anything is written, so that a wrong one is counted.

    What was written before is not asked again: its answer is the same whatever became of the card.
    """
    asked = [slip for slip in slips if slip.pin and not slip.is_offline]
    if not asked:
        return {}
    hold_book(koppontren)  # as whoever closes a wallet does: the book first, then the wallet
    known = recorded(koppontren, [slip.request_id for slip in asked])
    found: dict[UUID, DomainError] = {}
    for slip in asked:
        if slip.request_id in known:
            continue
        try:
            _check_pin(koppontren, slip)
        except DomainError as refusal:
            found[slip.request_id] = refusal
    return found


def _nobodys(
    koppontren: Koppontren, slips: Sequence[Slip], members: Mapping[str, int]
) -> dict[UUID, DomainError]:
    """Sales for a number of membership that nobody has, while the buyer is still there to ask.

    What was handed over without a line is booked for nobody; what stands in the books stays.
    """
    asked = [slip for slip in slips if slip.member and not slip.is_offline and not slip.is_void]
    odd = [slip for slip in asked if slip.member not in members]
    known = recorded(koppontren, [slip.request_id for slip in odd]) if odd else set()
    return {
        slip.request_id: NoSuchMember(slip.member) for slip in odd if slip.request_id not in known
    }


def _check_pin(koppontren: Koppontren, slip: Slip) -> None:
    card = card_of(koppontren, slip.card)
    if card is None:
        raise CardNotGood
    check_pin(card.wallet, slip.pin)


def _asked(
    slip: Slip, members: dict[str, int], *, sent_at: datetime, now: datetime
) -> dict[str, Any]:
    moment = _moment(slip, sent_at=sent_at, now=now)
    return {
        "request_id": str(slip.request_id),
        "fingerprint": slip.fingerprint,
        "shop": slip.shop,
        "device": slip.device,
        "cashier": slip.cashier,
        "drawer": slip.drawer or None,
        "card": as_scanned(slip.card) or None,
        "member": members.get(slip.member),
        "is_stranger": slip.member not in members and slip.member != "",
        "said_at": slip.said_at.isoformat(),
        "sold_at": moment.at.isoformat(),
        "is_sure": moment.is_sure,
        "is_offline": slip.is_offline,
        "is_void": slip.is_void,
        "void_id": str(uuid5(slip.request_id, "void")),
        "is_pin_known": bool(slip.pin),  # a wrong one did not come as far as here
        "discount": slip.discount,
        "given": slip.given,
        "lines": [[one.good, one.quantity, one.price, one.discount] for one in slip.lines],
        "payments": [[one.how, one.amount] for one in slip.payments],
    }


def _moment(slip: Slip, *, sent_at: datetime, now: datetime) -> Moment:
    """When it was sold: not before the device heard of us last, and online just now."""
    longest = LONGEST if slip.is_offline else SOON
    moment = moment_of(slip.said_at, sent=sent_at, now=now, since=now - longest)
    heard = min(slip.synced_at or moment.at, now)
    return Moment(heard, is_sure=False) if moment.at < heard else moment


def _members(koppontren: Koppontren, slips: Sequence[Slip]) -> dict[str, int]:
    numbers = {slip.member for slip in slips if slip.member}
    if not numbers:
        return {}
    rows = Member.objects.of(koppontren).filter(number__in=numbers)
    return dict(rows.values_list("number", "pk"))


def _names(koppontren: Koppontren, slips: Sequence[Slip]) -> dict[int, str]:
    asked = {line.good for slip in slips for line in slip.lines}
    return dict(Good.objects.of(koppontren).filter(pk__in=asked).values_list("pk", "name"))


def _answer(
    koppontren: Koppontren, row: tuple[Any, ...], names: dict[int, str], slip: Slip
) -> Recorded | DomainError:
    state, about, number, is_new = row
    if state is None:
        return Recorded(number, bool(is_new), slip.is_void)
    if state in OF_STATE:
        return OF_STATE[state](about or "", names)
    if state in REFUSALS:
        return refusal_in_words(koppontren, state, about)
    log.error("a sale was refused with %s, which has no words: %s", state, about)
    return NotASale()


def take_back(
    sale: Sale, *, lines: Mapping[int, int], reason: str, request_id: UUID, by: User
) -> Sale:
    """Take goods of a receipt back; `lines` are thousandths by the line's place. Twice is once.

    The money goes back the way it came, cash out of the own open till. Raises DrawerNotOpen,
    MoreThanSold, SaleReused, and what the ledger refuses.
    """
    shift = own_till(sale.koppontren, by)
    now = timezone.now().isoformat()
    content = [sale.pk, sorted(lines.items()), reason]
    asked = {
        "request_id": str(request_id),
        "fingerprint": fingerprint_of(content),
        "sale": sale.pk,
        "drawer": shift.drawer.account.code if shift else None,
        "lines": [[n, quantity] for n, quantity in sorted(lines.items())],
        "reason": reason,
        "said_at": now,
        "sold_at": now,
    }
    query = "SELECT * FROM sales_return(%s, %s, %s)"
    try:
        with transaction.atomic():
            [back] = Sale.objects.raw(query, [sale.koppontren_id, by.pk, Jsonb(asked)])
    except IntegrityError as error:
        raise _refusal(sale, error) from error
    return back


def _refusal(sale: Sale, error: IntegrityError) -> Exception:
    state = str(getattr(error.__cause__, "sqlstate", ""))
    about = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
    names = dict(SaleLine.objects.filter(sale=sale).values_list("good", "good__name"))
    if state in OF_STATE:
        return OF_STATE[state](about, names)
    return refusal_in_words(sale.koppontren, state, about) if state.startswith("23K") else error


@transaction.atomic
def settle(concern: Concern, *, how: str, by: User, way: str = "", request_id: UUID) -> Concern:
    """Say what was done about a concern; what is owed is taken from the card, in cash, or let go.

    `way` is wallet, cash or loss for what is still owed, and empty for everything else. Done twice
    it is done once. Raises NoReason, NoWay, and what the ledger refuses.
    """
    hold_book(concern.koppontren)
    concern = waiting(concern)
    if concern.settled_at:
        return concern
    if not how.strip():
        raise NoReason
    if concern.still_owed:
        entry = _settle_owed(concern, way=way, request_id=request_id, by=by)
        concern.settled_entry = entry.number
    concern.settled_at, concern.settled_by, concern.how = timezone.now(), by, how.strip()
    concern.save(update_fields=["settled_at", "settled_by", "how", "settled_entry"])
    return concern


def _settle_owed(concern: Concern, *, way: str, request_id: UUID, by: User) -> Entry:
    sale, amount = concern.sale, concern.still_owed
    assert sale.wallet  # else nothing is owed
    assert sale.wallet.owed_account
    if way == "wallet":
        source = sale.wallet.account
    elif way == "cash":
        shift = own_till(sale.koppontren, by)
        if shift is None:
            raise DrawerNotOpen
        source = shift.drawer.account
    elif way == "loss":
        source = sale.shop.difference
    else:
        raise NoWay
    return post(
        sale.koppontren,
        request_id=request_id,
        kind="shop.settled",
        legs=[dr(source, amount), cr(sale.wallet.owed_account, amount)],
        by=by,
    )
