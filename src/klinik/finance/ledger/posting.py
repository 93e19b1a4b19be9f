"""The one door into the ledger, for commands: `post`, `post_many`, `reverse`, with `dr`, `cr`."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from klinik.core.database import prepared_cursor
from klinik.core.metrics import postings_refused
from klinik.finance.ledger.models import Account, Entry, Line
from klinik.finance.ledger.refusals import REFUSALS, LedgerRefusal, refusal_of
from klinik.finance.ledger.rules import Amount, legs_between_units, mirrored
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

BIGINT = 2**63
LONGEST_NOTE = 500  # characters
BATCH = 1000  # entries in one call of the database; above it, the next call goes on
FIELDS = Entry._meta.concrete_fields
NAMES = [field.attname for field in FIELDS]
COLUMNS = ", ".join(f'(entry)."{field.column}"' for field in FIELDS)
DOOR = """
SELECT refused, about, {columns} FROM {tenant}, ledger_answer(
    tenant.id, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s, %s, %s)
"""
# Inside of a transaction, which stands in its tenant already.
WITHIN = DOOR.format(columns=COLUMNS, tenant="(VALUES (%s::bigint)) tenant (id)")
# OFFSET 0 keeps the planner from looking behind it: the tenant is set before the door is opened.
ALONE = DOOR.format(
    columns=COLUMNS,
    tenant="(SELECT set_config('klinik.koppontren', %s::text, true)::bigint OFFSET 0) tenant (id)",
)
DOOR_FOR_MANY = """
SELECT refused, about, {columns} FROM ledger_post_many(%s, %s, %s) ORDER BY place
"""


class Leg(NamedTuple):
    """One side of an entry: whole rupiah to the debit or the credit of an account."""

    account: Account
    debit: int
    credit: int


def dr(account: Account, amount: int) -> Leg:
    """Debit `account` by `amount` rupiah."""
    return Leg(account, amount, 0)


def cr(account: Account, amount: int) -> Leg:
    """Credit `account` by `amount` rupiah."""
    return Leg(account, 0, amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One entry that `post_many` is asked for; what each part means stands at `post`."""

    request_id: UUID
    kind: str
    legs: Sequence[Leg]
    on: date | None = None
    memo: str | None = None
    reverses: Entry | None = None
    value_on: date | None = None


def post(
    koppontren: Koppontren,
    *,
    request_id: UUID,
    kind: str,
    legs: Sequence[Leg],
    by: User,
    on: date | None = None,
    memo: str | None = None,
    reverses: Entry | None = None,
    value_on: date | None = None,
) -> Entry:
    """Write one entry, or return the entry that this request wrote before.

    `on` is the day it is booked on, `value_on` the day it happened. Given `value_on` alone, it is
    booked on that day, or on the first open day if its period is closed; given neither, today where
    the koppontren is. Money between units gets its legs between them here. Raises a LedgerRefusal,
    and leaves the transaction usable. Outside of one it is its own: tenant, entry and commit in one
    round trip.
    """
    between = _accounts_between(koppontren, legs)
    return _write(
        koppontren,
        _amounts(legs, between=between),
        _names(legs, between),
        request_id=request_id,
        kind=kind,
        by=by,
        on=on,
        value_on=value_on,
        memo=memo,
        reverses=reverses,
    )


def post_many(
    koppontren: Koppontren, postings: Sequence[Posting], *, by: User
) -> list[Entry | LedgerRefusal]:
    """Write many entries at once, each as `post` would one after the other; answers in order.

    A refused one has its refusal for an answer and moves nothing, while the others stand; what an
    earlier one paid in, a later one may spend. A thousand go in one round trip.
    """
    legs = [leg for posting in postings for leg in posting.legs]
    between = _accounts_between(koppontren, legs)
    asked = [_as_json(posting, _amounts(posting.legs, between=between)) for posting in postings]
    names = _names(legs, between)
    with transaction.atomic():
        return [
            answer
            for first in range(0, len(asked), BATCH)
            for answer in _many_through_the_door(
                [koppontren.pk, by.pk, Jsonb(asked[first : first + BATCH])], names
            )
        ]


def reverse(
    entry: Entry,
    *,
    request_id: UUID,
    by: User,
    on: date | None = None,
    memo: str | None = None,
) -> Entry:
    """Undo `entry`, today or on the day `on`, by one with its sides changed; they stay linked.

    It has no `value_on`: an undoing happens when somebody undoes, and the day of what is undone
    stands at the entry it points to. Raises AlreadyReversed the second time, Overdrawn where the
    money has gone since.
    """
    koppontren = entry.koppontren
    lines = list(
        Line.objects.of(koppontren)
        .filter(entry_number=entry.number)
        .select_related("account")
        .order_by("n")
    )
    amounts = mirrored(Amount(line.account_id, line.debit, line.credit) for line in lines)
    names = {line.account_id: str(line.account) for line in lines}
    return _write(
        koppontren,
        amounts,
        names,
        request_id=request_id,
        kind=f"{entry.kind}.reversal",
        by=by,
        on=on,
        value_on=None,
        memo=memo,
        reverses=entry,
    )


def refusal_in_words(koppontren: Koppontren, state: str, detail: str | None) -> LedgerRefusal:
    """What the door answered to a function of the database, with the account by its name."""
    account = int(detail) if detail and detail.isdigit() else 0
    named = Account.objects.of(koppontren).filter(pk=account)
    postings_refused.labels(REFUSALS[state].code).inc()
    return refusal_of(state, detail or "", {row.pk: str(row) for row in named})


def whole(koppontren: Koppontren, legs: Sequence[Leg]) -> list[Leg]:
    """These legs, and behind them those between units that `post` would add."""
    between = _accounts_between(koppontren, legs)
    accounts = {account.pk: account for account in [*(leg.account for leg in legs), *between]}
    return [Leg(accounts[pk], *sides) for pk, *sides in _amounts(legs, between=between)]


def _accounts_between(koppontren: Koppontren, legs: Sequence[Leg]) -> list[Account]:
    units = {leg.account.unit_id for leg in legs}
    if len(units) < 2:
        return []
    with nullcontext() if connection.in_atomic_block else acting_for(koppontren):
        return list(Account.objects.of(koppontren).filter(unit__in=units, other_unit__in=units))


def _amounts(legs: Sequence[Leg], *, between: Sequence[Account]) -> list[Amount]:
    """The legs as numbers, with those between units behind them."""
    amounts = [Amount(leg.account.pk, leg.debit, leg.credit) for leg in legs]
    return amounts + legs_between_units(
        amounts,
        units={leg.account.pk: leg.account.unit_id for leg in legs},
        between={
            (account.unit_id, account.other_unit_id): account.pk
            for account in between
            if account.other_unit_id is not None
        },
    )


def _names(legs: Sequence[Leg], between: Sequence[Account]) -> dict[int, str]:
    return {account.pk: str(account) for account in [*(leg.account for leg in legs), *between]}


def _columns(amounts: Sequence[Amount]) -> tuple[list[int], list[int], list[int]]:
    """Accounts, debits and credits; what no bigint holds becomes the largest, and is refused."""
    return (
        [amount.account for amount in amounts],
        [max(-BIGINT, min(amount.debit, BIGINT - 1)) for amount in amounts],
        [max(-BIGINT, min(amount.credit, BIGINT - 1)) for amount in amounts],
    )


def _array(numbers: Sequence[int]) -> str:
    """As PostgreSQL writes it: of one type whatever the size of the numbers, so prepared once."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _note(memo: str | None) -> str | None:
    """The note; what no text of PostgreSQL holds becomes too long, and is refused."""
    if memo is None:
        return None
    held = memo.encode(errors="replace").decode().replace("\0", "?")
    return memo if memo == held else held.ljust(LONGEST_NOTE + 1)


def _write(
    koppontren: Koppontren,
    amounts: Sequence[Amount],
    names: Mapping[int, str],
    *,
    request_id: UUID,
    kind: str,
    by: User,
    on: date | None,
    value_on: date | None,
    memo: str | None,
    reverses: Entry | None,
) -> Entry:
    parameters = [
        koppontren.pk,
        request_id,
        kind,
        on,
        by.pk,
        *map(_array, _columns(amounts)),
        reverses.number if reverses else None,
        _note(memo),
        value_on,
    ]
    with prepared_cursor() as cursor:
        cursor.execute(WITHIN if connection.in_atomic_block else ALONE, parameters)
        answer = _answer(*cursor.fetchone(), names=names)
    if isinstance(answer, LedgerRefusal):
        raise answer
    return answer


def _as_json(posting: Posting, amounts: Sequence[Amount]) -> dict[str, Any]:
    accounts, debits, credits_ = _columns(amounts)
    return {
        "request": str(posting.request_id),
        "kind": posting.kind,
        "on_date": posting.on and posting.on.isoformat(),
        "value_on": posting.value_on and posting.value_on.isoformat(),
        "reverses": posting.reverses.number if posting.reverses else None,
        "memo": _note(posting.memo),
        "accounts": accounts,
        "debits": debits,
        "credits": credits_,
    }


def _many_through_the_door(
    parameters: Sequence[Any], names: Mapping[int, str]
) -> list[Entry | LedgerRefusal]:
    with connection.cursor() as cursor:
        cursor.execute(DOOR_FOR_MANY.format(columns=COLUMNS), parameters)
        rows = cursor.fetchall()
    return [_answer(*row, names=names) for row in rows]


def _answer(
    state: str | None, detail: str | None, *row: Any, names: Mapping[int, str]
) -> Entry | LedgerRefusal:
    if state is None:
        return Entry.from_db(connection.alias, NAMES, row)
    refused = refusal_of(state, detail or "", names)
    postings_refused.labels(refused.code).inc()
    return refused
