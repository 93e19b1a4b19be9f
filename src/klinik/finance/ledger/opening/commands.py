"""Opening the books with what everything held on one day: one entry, and its corrections."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.commands import (
    detail_account_undetailed,
    open_account,
    open_book,
    open_unit,
)
from klinik.finance.ledger.drafts.queries import limit_of
from klinik.finance.ledger.models import Account, Book, Entry
from klinik.finance.ledger.opening.queries import (
    Plan,
    plan_correction,
    plan_opening,
    standing_opening,
    stands,
)
from klinik.finance.ledger.opening.refusals import AboveLimit, AlreadyOpened, NotOpened
from klinik.finance.ledger.opening.table import OpeningRow
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.ledger.refusals import NeedsApproval, RequestReused
from klinik.finance.ledger.words import CORRECTION, OPENING
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

USUAL = tuple(unit.code for unit in charts.units())


@transaction.atomic
def open_balances(
    koppontren: Koppontren,
    *,
    rows: Sequence[OpeningRow],
    on: date,
    request_id: UUID,
    by: User,
    cash: Collection[str] | None = None,
    details: Collection[str] | None = None,
) -> Entry:
    """Post what every account held on `on` as the one opening entry; open what is missing.

    `cash` are the codes of new accounts where money lies, `details` of those that are kept person
    by person; None: as their names sound.
    Raises OpeningRefused, AlreadyOpened, AboveLimit where the book has entries already, or a
    refusal of the ledger; then nothing is kept.
    """
    _one_at_a_time(koppontren)
    if known := _entry_of(koppontren, request_id):
        return _same(known, known.on == on and known.kind == OPENING, rows)
    plan = plan_opening(koppontren, rows, cash=cash, details=details)
    legs = _legs(koppontren, plan)
    entry = _post(koppontren, request_id=request_id, kind=OPENING, legs=legs, by=by, on=on)
    # Posting holds the book until the end of this transaction: nobody opens it in between.
    if other := standing_opening(koppontren, but=entry):
        raise AlreadyOpened(other)
    return entry


@transaction.atomic
def correct_opening(
    koppontren: Koppontren,
    *,
    rows: Sequence[OpeningRow],
    request_id: UUID,
    by: User,
    cash: Collection[str] | None = None,
    details: Collection[str] | None = None,
) -> Entry:
    """Post what differs between the opening as it stands and `rows`, on the opening's own day.

    So every balance of the past becomes what it would have been with these rows from the first.
    Raises NotOpened, OpeningRefused, NothingToCorrect, AboveLimit, or a refusal of the ledger.
    """
    _one_at_a_time(koppontren)
    if known := _entry_of(koppontren, request_id):
        return _same(known, known.kind == CORRECTION, rows)
    opening = standing_opening(koppontren)
    if opening is None:
        raise NotOpened
    plan = plan_correction(opening, rows, cash=cash, details=details)
    legs = _legs(koppontren, plan)
    return _post(
        koppontren, request_id=request_id, kind=CORRECTION, legs=legs, by=by, on=opening.on
    )


@transaction.atomic
def start_book(koppontren: Koppontren, *, businesses: Collection[str] = USUAL) -> Book:
    """Open the book with the chart of these businesses, all of it empty.

    A book that is open stays as it is.
    """
    _one_at_a_time(koppontren)
    book = Book.objects.filter(pk=koppontren.pk).first()
    return book or open_book(
        koppontren, units=charts.units_named(businesses), chart=charts.template_for(businesses)
    )


def _post(koppontren: Koppontren, **entry: Any) -> Entry:
    try:
        return post(koppontren, **entry)
    except NeedsApproval as refusal:
        raise AboveLimit(limit_of(koppontren) or 0) from refusal


def _one_at_a_time(koppontren: Koppontren) -> None:
    # There is no book to lock yet; a second click waits here and then finds it open.
    Koppontren.objects.select_for_update(of=["self"], no_key=True).get(pk=koppontren.pk)


def _entry_of(koppontren: Koppontren, request_id: UUID) -> Entry | None:
    entries = Entry.objects.of(koppontren).select_related("koppontren")
    return entries.filter(request_id=request_id).first()


def _same(known: Entry, is_alike: bool, rows: Sequence[OpeningRow]) -> Entry:
    """The entry of a known request, if after it the books of the opening said these rows."""
    openings = Entry.objects.of(known.koppontren).filter(kind=OPENING, number__lte=known.number)
    opening = openings.select_related("koppontren").order_by("-number").first()
    if opening and is_alike:
        said = {code: net for code, (_name, net) in stands(opening, through=known.number).items()}
        if said == {row.code: row.net for row in rows if row.net}:
            return known
    raise RequestReused(str(known.number))


def _legs(koppontren: Koppontren, plan: Plan) -> list[Leg]:
    accounts = _prepare(koppontren, plan)
    return [_leg(accounts[change.code], change.net) for change in plan.changes]


def _prepare(koppontren: Koppontren, plan: Plan) -> Mapping[str, Account]:
    if plan.has_book:
        for row in plan.new_units:
            open_unit(koppontren, unit=row)
        units = {unit.code: unit for unit in units_of(koppontren)}
        for account in plan.added:
            open_account(koppontren, account=account, units=units)
    else:
        open_book(koppontren, units=plan.new_units, chart=plan.usual + plan.added)
    return accounts_by_code(koppontren, [change.code for change in plan.changes])


def _leg(account: Account, net: int) -> Leg:
    place = detail_account_undetailed(account) if account.is_control else account
    return dr(place, net) if net > 0 else cr(place, -net)
