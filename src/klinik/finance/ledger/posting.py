"""The one door into the ledger, for commands: `post` and `reverse`, with `dr` and `cr`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from klinik.core.errors import DomainError
from klinik.core.metrics import postings_refused
from klinik.finance.ledger.models import Account, Entry, Line
from klinik.finance.ledger.refusals import BadAmount, refusal
from klinik.finance.ledger.rules import Amount, legs_between_units, mirrored
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

BIGINT = 2**63
DOOR = """
SELECT {columns} FROM ledger_post(
    %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s, %s, %s)
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
    and leaves the transaction usable.
    """
    amounts = [Amount(leg.account.pk, leg.debit, leg.credit) for leg in legs]
    between = _accounts_between(koppontren, legs)
    amounts += legs_between_units(
        amounts,
        units={leg.account.pk: leg.account.unit_id for leg in legs},
        between={
            (account.unit_id, account.other_unit_id): account.pk
            for account in between
            if account.other_unit_id is not None
        },
    )
    names = {account.pk: str(account) for account in [leg.account for leg in legs] + between}
    return _write(
        koppontren,
        amounts,
        names,
        request_id=request_id,
        kind=kind,
        by=by,
        on=on,
        value_on=value_on,
        memo=memo,
        reverses=reverses,
    )


def reverse(
    entry: Entry,
    *,
    request_id: UUID,
    by: User,
    on: date | None = None,
    memo: str | None = None,
) -> Entry:
    """Undo `entry`, today or on the day `on`, by one with its sides changed; they stay linked.

    Raises AlreadyReversed the second time, Overdrawn where the money has gone since.
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


def _accounts_between(koppontren: Koppontren, legs: Sequence[Leg]) -> list[Account]:
    units = {leg.account.unit_id for leg in legs}
    if len(units) < 2:
        return []
    return list(Account.objects.of(koppontren).filter(unit__in=units, other_unit__in=units))


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
    if any(abs(side) >= BIGINT for amount in amounts for side in (amount.debit, amount.credit)):
        raise BadAmount  # more than the database's arrays can even be asked about
    parameters = [
        koppontren.pk,
        request_id,
        kind,
        on,
        by.pk,
        [amount.account for amount in amounts],
        [amount.debit for amount in amounts],
        [amount.credit for amount in amounts],
        reverses.number if reverses else None,
        memo,
        value_on,
    ]
    try:
        with transaction.atomic():  # a savepoint: the page can still answer after a refusal
            return _through_the_door(parameters)
    except IntegrityError as error:
        refused = refusal(error, names)
        if isinstance(refused, DomainError):
            postings_refused.labels(refused.code).inc()
        raise refused from error


def _through_the_door(parameters: Sequence[Any]) -> Entry:
    fields = Entry._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(DOOR.format(columns=columns), parameters)
        row = cursor.fetchone()
    return Entry.from_db(connection.alias, [field.attname for field in fields], row)
