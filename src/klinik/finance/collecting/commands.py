"""Giving rounds to collectors, and taking in what their phones wrote down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klinik.core.clocks import moment_of
from klinik.core.errors import DomainError
from klinik.finance.collecting.models import Receipt, Refused, Round
from klinik.finance.collecting.queries import (
    carries_since,
    is_collectable,
    open_shift,
    own_bag,
)
from klinik.finance.collecting.refusals import (
    OF_STATE,
    AboveLimit,
    NoOpenBag,
    NotACollector,
    NotCollected,
    NothingToCollect,
    NotOfYourRounds,
    OwnReceipt,
    ReceiptReused,
    RecordedAfterAll,
)
from klinik.finance.counter.models import Group, Place
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Entry, Unit
from klinik.finance.ledger.posting import Posting, cr, dr, post_many
from klinik.finance.ledger.refusals import LedgerRefusal, refusal
from klinik.finance.savings.kinds import DEPOSIT
from klinik.finance.savings.limits.queries import limits_of
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of, collected_products
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.models import Drawer, DrawerKind
from klinik.finance.tills.refusals import NoReason
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

BAG = "Tas Kolektor"


@transaction.atomic
def give_round(group: Group, *, collector: User, by: User) -> Round:
    """Let a collector go to the members of a group; the first one brings a bag. Twice is once.

    Raises NotACollector, NothingToCollect, NoBagInUse.
    """
    koppontren = group.koppontren
    if collector not in holders_of(koppontren, Right.COLLECT):
        raise NotACollector(collector.name)
    products = collected_products(koppontren)
    if not products:
        raise NothingToCollect
    hold_book(koppontren)
    if own_bag(koppontren, collector) is None:
        _add_bag(koppontren, collector, products[0].control.unit, by=by)
    try:
        with transaction.atomic():
            given, _made = Round.objects.get_or_create(
                koppontren=koppontren,
                group=group,
                collector=collector,
                ended_at=None,
                defaults={"given_by": by},
            )
    except IntegrityError as error:
        raise _refused_by(error) from error
    return given


def end_round(given: Round, *, by: User) -> None:
    """The collector goes there no more; what they took until now is still taken in."""
    Round.objects.of(given.koppontren).filter(pk=given.pk, ended_at=None).update(
        ended_at=timezone.now(), ended_by=by
    )


@dataclass(frozen=True)
class Slip:
    """A receipt as a phone sends it; the moment is by the phone's clock."""

    request_id: UUID
    account: str
    amount: int
    taken_at: datetime


Answer = Receipt | Refused | DomainError


@transaction.atomic
def take_in(
    koppontren: Koppontren, slips: Sequence[Slip], *, sent_at: datetime, by: User
) -> list[Answer]:
    """Record what a collector took, each receipt once however often it is sent; answers in order.

    Each is recorded with its day where that can be believed, or has its own refusal, while the
    others stand. `sent_at` is by the phone's clock.
    """
    hold_book(koppontren)  # two tabs, two tries: the second finds what the first wrote
    known = {
        row.request_id: row
        for row in Receipt.objects.of(koppontren)
        .filter(request_id__in=[slip.request_id for slip in slips])
        .select_related("savings")
    }
    settled = _settled(koppontren, slips)
    answers: dict[Slip, Answer] = {}
    fresh: dict[UUID, Slip] = {}
    for slip in slips:
        if slip.request_id in settled:
            answers[slip] = settled[slip.request_id]
        elif slip.request_id in known:
            answers[slip] = _known(known[slip.request_id], slip, by)
        elif fresh.setdefault(slip.request_id, slip) != slip:
            answers[slip] = ReceiptReused()
    if fresh:
        found = _record(koppontren, list(fresh.values()), sent_at=sent_at, by=by)
        _remember(koppontren, found, by=by)
        answers |= found
    return [answers[slip] for slip in slips]


@transaction.atomic
def settle(refused: Refused, *, how: str, by: User) -> Refused:
    """Say how cash of a refused receipt came into the books by another way; the phone is told.

    It is never recorded from the phone afterwards. Raises NoReason, OwnReceipt, RecordedAfterAll.
    """
    hold_book(refused.koppontren)
    refused = Refused.objects.of(refused.koppontren).get(pk=refused.pk)
    if refused.settled_at:
        return refused
    if not how.strip():
        raise NoReason
    if by.pk == refused.collector_id:
        raise OwnReceipt
    same = Receipt.objects.of(refused.koppontren).filter(request_id=refused.request_id)
    if same.exists():
        raise RecordedAfterAll
    refused.settled_by, refused.settled_at, refused.how = by, timezone.now(), how.strip()
    try:
        with transaction.atomic():
            refused.save(update_fields=["settled_by", "settled_at", "how"])
    except IntegrityError as error:
        raise _refused_by(error) from error
    return refused


def _refused_by(error: IntegrityError) -> Exception:
    """The refusal that an error of the database is; another one comes back as it is."""
    of_state = OF_STATE.get(str(getattr(error.__cause__, "sqlstate", "")))
    return of_state() if of_state else error


def _settled(koppontren: Koppontren, slips: Sequence[Slip]) -> dict[UUID, Refused]:
    rows = Refused.objects.of(koppontren).exclude(settled_at=None)
    found = rows.filter(request_id__in=[slip.request_id for slip in slips])
    return {row.request_id: row for row in found}


def _remember(koppontren: Koppontren, answers: Mapping[Slip, Answer], *, by: User) -> None:
    """What is refused is known in the office too, once: the cash is in somebody's hands."""
    rows = [
        Refused(
            koppontren=koppontren,
            request_id=slip.request_id,
            collector=by,
            account=slip.account,
            amount=slip.amount,
            said_at=slip.taken_at,
            why=str(answer.message)[:500],
        )
        for slip, answer in answers.items()
        if isinstance(answer, DomainError)
    ]
    asked = [row.request_id for row in rows]
    known = Refused.objects.of(koppontren).filter(request_id__in=asked).count()
    Refused.objects.bulk_create(rows, ignore_conflicts=True)
    if known < len(asked):
        _tell_keepers(koppontren, by=by)


def _tell_keepers(koppontren: Koppontren, *, by: User) -> None:
    """Whoever settles what was refused, once a day for each collector; nothing of the receipt."""
    day = timezone.localdate(timezone=ZoneInfo(koppontren.time_zone))
    kind = "receipt.refused"
    notify(
        *(keeper for keeper in holders_of(koppontren, Right.KEEP_BOOKS) if keeper != by),
        kind=kind,
        about={"name": by.called, "place": str(koppontren)},
        url=reverse("collecting:rounds", args=[koppontren.slug]),
        key=f"{kind} {koppontren.pk}.{by.pk} {day}",
    )


def _known(receipt: Receipt, slip: Slip, by: User) -> Answer:
    said = (receipt.savings.number, receipt.amount, receipt.collector_id)
    return receipt if said == (slip.account, slip.amount, by.pk) else ReceiptReused()


def _record(
    koppontren: Koppontren, slips: list[Slip], *, sent_at: datetime, by: User
) -> dict[Slip, Answer]:
    bag = own_bag(koppontren, by)
    if bag is None or open_shift(bag) is None:
        return {slip: NoOpenBag() for slip in slips}
    now, since = timezone.now(), carries_since(bag)
    numbers = [slip.account for slip in slips]
    accounts = {s.number: s for s in accounts_of(koppontren).filter(number__in=numbers)}
    rounds, most = _rounds(koppontren, by, accounts), limits_of(koppontren, by).deposit
    answers: dict[Slip, Answer] = {}
    taken: dict[Slip, Receipt] = {}
    for slip in slips:
        moment = moment_of(slip.taken_at, sent=sent_at, now=now, since=since)
        savings = accounts.get(slip.account)
        ends = rounds.get(savings.member_id, []) if savings else []
        if savings is None or not any(end is None or end >= moment.at for end in ends):
            answers[slip] = NotOfYourRounds(slip.account)
        elif not is_collectable(savings):
            answers[slip] = NotCollected(slip.account)
        elif most is not None and slip.amount > most:
            answers[slip] = AboveLimit(most)
        else:
            taken[slip] = Receipt(
                koppontren=koppontren,
                request_id=slip.request_id,
                savings=savings,
                amount=slip.amount,
                collector=by,
                said_at=slip.taken_at,
                taken_at=moment.at,
            )
    entries = _post(bag, list(taken.values()), by=by)
    for (slip, receipt), entry in zip(taken.items(), entries, strict=True):
        if isinstance(entry, Entry):
            receipt.entry_number, receipt.is_new, answers[slip] = entry.number, True, receipt
        else:
            answers[slip] = entry
    Receipt.objects.bulk_create([a for a in answers.values() if isinstance(a, Receipt)])
    return answers


def _rounds(
    koppontren: Koppontren, by: User, accounts: dict[str, SavingsAccount]
) -> dict[int, list[datetime | None]]:
    """Until when this collector goes to each of these members (None: they still do)."""
    members = {savings.member_id for savings in accounts.values()}
    rows = Place.objects.of(koppontren).filter(member__in=members, group__rounds__collector=by)
    found: dict[int, list[datetime | None]] = {}
    for member, ended_at in rows.values_list("member", "group__rounds__ended_at"):
        found.setdefault(member, []).append(ended_at)
    return found


def _post(bag: Drawer, receipts: list[Receipt], *, by: User) -> list[Entry | LedgerRefusal]:
    """Post all at once; where the database refuses the batch as a whole, one after the other."""
    postings = [_posting(bag, receipt) for receipt in receipts]
    try:
        with transaction.atomic():
            return post_many(bag.koppontren, postings, by=by)
    except IntegrityError:
        return [_alone(bag, posting, by) for posting in postings]


def _alone(bag: Drawer, posting: Posting, by: User) -> Entry | LedgerRefusal:
    try:
        with transaction.atomic():
            return post_many(bag.koppontren, [posting], by=by)[0]
    except IntegrityError as error:
        refused = refusal(error, {leg.account.pk: str(leg.account) for leg in posting.legs})
        if isinstance(refused, LedgerRefusal):
            return refused
        raise


def _posting(bag: Drawer, receipt: Receipt) -> Posting:
    zone = ZoneInfo(bag.koppontren.time_zone)
    day = timezone.localdate(receipt.taken_at, timezone=zone)
    return Posting(
        request_id=receipt.request_id,
        kind=DEPOSIT,
        legs=[dr(bag.account, receipt.amount), cr(receipt.savings.account, receipt.amount)],
        value_on=None if day == timezone.localdate(timezone=zone) else day,
    )


def _add_bag(koppontren: Koppontren, collector: User, unit: Unit, *, by: User) -> Drawer:
    """A bag has a number and no name: its account outlives whoever carried it."""
    names = Drawer.objects.of(koppontren).values_list("account__name", flat=True)
    taken = {name.lower() for name in names}
    return add_drawer(
        koppontren,
        name=next(name for n in count(1) if (name := f"{BAG} {n}").lower() not in taken),
        kind=DrawerKind.BAG,
        unit=unit,
        by=by,
        owner=collector,
    )
