"""Sales that were made without a line and could not be booked: the house keeps what was sent.

The rows are written after the books, never with them, so that a refusal leaves its trace.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.sales.commands import Recorded, record_sales
from klinik.finance.sales.models import Refused
from klinik.finance.sales.queries import known_sellers, waiting_refused
from klinik.finance.sales.refusals import NoReason
from klinik.finance.sales.rules import Slip
from klinik.finance.shop.models import Good
from klinik.finance.shop.rules import measured
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

MOST_WHY = 300


def receive_sales(
    koppontren: Koppontren, slips: Sequence[Slip], *, sent_at: datetime, by: User
) -> list[Recorded | Refused | DomainError]:
    """Record what a device sold, and keep at the house what it refused though its goods are gone.

    What somebody settled since is not recorded any more: its answer is the row that says how.
    """
    settled = _settled(koppontren, slips)
    fresh = [slip for slip in slips if slip.request_id not in settled]
    answers = record_sales(koppontren, fresh, sent_at=sent_at, by=by)
    _note(koppontren, list(zip(fresh, answers, strict=True)), by=by)
    found = iter(answers)
    return [settled.get(slip.request_id) or next(found) for slip in slips]


def _settled(koppontren: Koppontren, slips: Sequence[Slip]) -> dict[UUID, Refused]:
    late = [slip.request_id for slip in slips if slip.is_offline]
    if not late:
        return {}
    rows = Refused.objects.of(koppontren).filter(request_id__in=late).exclude(settled_at=None)
    return {row.request_id: row for row in rows}


def _note(
    koppontren: Koppontren, pairs: Sequence[tuple[Slip, Recorded | DomainError]], *, by: User
) -> None:
    late = [pair for pair in pairs if pair[0].is_offline]
    refused = [(s, why) for s, why in late if isinstance(why, DomainError) and not s.is_void]
    found = [(slip, answer) for slip, answer in late if isinstance(answer, Recorded)]
    if refused:
        sellers = known_sellers(koppontren, (slip.cashier for slip, _why in refused))
        Refused.objects.bulk_create(
            [_row(koppontren, slip, why, sellers, by=by) for slip, why in refused],
            update_conflicts=True,
            unique_fields=["koppontren", "request_id"],
            update_fields=["code", "why", "sent_by"],
        )
    if found:
        _note_found(koppontren, found)


def _note_found(koppontren: Koppontren, found: Sequence[tuple[Slip, Recorded]]) -> None:
    arrived = {slip.request_id: answer for slip, answer in found}
    for row in waiting_refused(koppontren).filter(request_id__in=arrived):
        answer = arrived[row.request_id]
        row.is_given_up = answer.is_void
        row.entry_number = answer.entry_number
        row.save(update_fields=["is_given_up", "entry_number"])


def _row(
    koppontren: Koppontren, slip: Slip, why: DomainError, sellers: set[int], *, by: User
) -> Refused:
    return Refused(
        koppontren=koppontren,
        request_id=slip.request_id,
        code=why.code,
        why=str(why.message)[:MOST_WHY],
        total=slip.total if slip.is_in_bounds else 0,
        said_at=slip.said_at,
        slip=_content(slip),
        cashier_id=slip.cashier if slip.cashier in sellers else None,
        sent_by=by,
    )


def _content(slip: Slip) -> dict[str, Any]:
    return {
        "shop": slip.shop,
        "device": slip.device,
        "cashier": slip.cashier,
        "drawer": slip.drawer,
        "card": slip.card,
        "member": slip.member,
        "discount": slip.discount,
        "given": slip.given,
        "lines": [[one.good, one.quantity, one.price, one.discount] for one in slip.lines],
        "payments": [[one.how, one.amount] for one in slip.payments],
    }


def goods_of(koppontren: Koppontren, rows: Sequence[Refused]) -> dict[int, str]:
    """What was sold by each of these, in words: "2 Roti abon, 1 Pulpen"; one question."""
    asked = {good for row in rows for good, *_rest in row.slip["lines"]}
    names = dict(Good.objects.of(koppontren).filter(pk__in=asked).values_list("pk", "name"))
    return {
        row.pk: ", ".join(
            f"{measured(quantity)} {names.get(good, good)}"
            for good, quantity, *_rest in row.slip["lines"]
        )
        for row in rows
    }


@transaction.atomic
def settle_refused(refused: Refused, *, how: str, by: User) -> Refused:
    """Say what was done about a sale that is not in the books. Twice is once. Raises NoReason."""
    rows = Refused.objects.of(refused.koppontren).select_for_update(of=["self"])
    refused = rows.get(pk=refused.pk)
    if refused.settled_at:
        return refused
    if not how.strip():
        raise NoReason
    refused.settled_at, refused.settled_by, refused.how = timezone.now(), by, how.strip()
    refused.save(update_fields=["settled_at", "settled_by", "how"])
    return refused
