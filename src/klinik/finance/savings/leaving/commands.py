"""Everything that ends a membership."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from klinik.core.history import acting
from klinik.core.writing import files_with_rows, write
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.members.commands import locked_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Standing, tidy_name
from klinik.finance.savings.commands.closing import end_savings
from klinik.finance.savings.kinds import LEAVING
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.leaving.queries import Settlement, departure_of, settlement_of
from klinik.finance.savings.leaving.rules import (
    AlreadySettled,
    DepartureRequestReused,
    NeedsHeir,
    NotYetDead,
    SettlementChanged,
)
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import place_of_cash
from klinik.finance.savings.rules import NotCash
from klinik.people.models import User


@transaction.atomic
def record_death(member: Member, *, died_on: date, by: User) -> None:
    """From now on nothing is paid in; what is held waits for the heir. Said again, it is said once.

    Raises AlreadySettled, NotYetDead.
    """
    row = locked_member(member)
    if row.left_on:
        raise AlreadySettled(row.name)
    born = row.birth_date or date(1900, 1, 1)
    if not born <= died_on <= today_in(row.koppontren):
        raise NotYetDead
    with acting(by.pk):
        row.standing, row.died_on = Standing.DECEASED, died_on
        row.save(update_fields=["standing", "died_on"])


@files_with_rows()
@transaction.atomic
def settle_leaving(
    member: Member,
    *,
    shown: int,
    cash: Account | None = None,
    heir: str = "",
    heir_document: str = "",
    heir_paper: "ContentFile[bytes] | None" = None,
    request_id: UUID,
    by: User,
) -> Departure:
    """Pay out everything a member holds, in one entry, and close the accounts.

    `shown` is the sum in rupiah that was on the page. Of somebody who died the heir receives it.
    The same request twice is one departure. Without `cash` it is the own drawer, or the first place
    of cash. Raises NeedsHeir, SettlementChanged, AlreadySettled, DepartureRequestReused, what
    stands in the way (StillBlocked and what other rooms say), NotCash, NoCash, and what the ledger
    refuses.
    """
    hold_book(member.koppontren)  # before the rows, as everywhere (docs/decisions/0052)
    row = locked_member(member)
    is_death = row.standing == Standing.DECEASED
    heir, heir_document = (tidy(heir), tidy(heir_document)) if is_death else ("", "")
    if known := departure_of(row):
        return _same(known, request_id, said=(heir, heir_document, shown))
    if is_death and not (heir and heir_document):
        raise NeedsHeir
    settlement = locked_settlement(row, shown=shown)
    entry = _pay_out(settlement, cash=cash, request_id=request_id, by=by)
    return end_membership(
        row,
        accounts=[(savings, savings.account.balance) for savings in settlement.accounts],
        paid=settlement.total,
        entry=entry,
        heir=heir,
        heir_document=heir_document,
        heir_paper=heir_paper if is_death else None,
        request_id=request_id,
        by=by,
    )


def end_membership(
    member: Member,
    *,
    accounts: Sequence[tuple[SavingsAccount, int]],
    paid: int,
    entry: Entry | None,
    heir: str,
    heir_document: str,
    heir_paper: "ContentFile[bytes] | str | None",
    request_id: UUID,
    by: User,
) -> Departure:
    """Close the emptied accounts, each with what it held, and keep how the locked member left.

    A paper is a file, or the name of one that is kept already.
    """
    for savings, held in accounts:
        end_savings(savings, held=held, by=by)
    today, is_death = today_in(member.koppontren), member.standing == Standing.DECEASED
    departure = Departure(
        koppontren=member.koppontren,
        member=member,
        left_on=today,
        paid=paid,
        entry_number=entry.number if entry else None,
        is_death=is_death,
        heir=heir,
        heir_document=heir_document,
        by=by,
        request_id=request_id,
    )
    if isinstance(heir_paper, str):
        departure.heir_paper.name = heir_paper
    elif heir_paper:
        write(departure.heir_paper, heir_paper)
    departure.save()
    with acting(by.pk):
        member.left_on = today
        member.standing = member.standing if is_death else Standing.LEFT
        member.save(update_fields=["standing", "left_on"])
    return departure


def _same(known: Departure, request_id: UUID, *, said: tuple[str, str, int]) -> Departure:
    """The departure again, if the heir, their document and the sum are those of then."""
    if known.request_id != request_id:
        raise AlreadySettled(known.member.name)
    if (known.heir, known.heir_document, known.paid) != said:
        raise DepartureRequestReused
    return known


def locked_settlement(member: Member, *, shown: int) -> Settlement:
    """What is held under the lock of the accounts' rows; refuses what stands in the way."""
    list(SavingsAccount.objects.select_for_update(of=["self"], no_key=True).filter(member=member))
    settlement = settlement_of(member)
    for obstacle in settlement.obstacles:
        raise obstacle
    if settlement.total != shown:
        raise SettlementChanged(shown=shown, holds=settlement.total)
    return settlement


def _pay_out(
    settlement: Settlement, *, cash: Account | None, request_id: UUID, by: User
) -> Entry | None:
    if not settlement.total:
        return None
    return post(
        settlement.accounts[0].koppontren,
        request_id=request_id,
        kind=LEAVING,
        legs=leaving_legs(settlement, cash=cash, by=by),
        by=by,
    )


def leaving_legs(settlement: Settlement, *, cash: Account | None, by: User) -> list[Leg]:
    """What pays all of it out in one entry. Raises NotCash, NoCash, NoOpenDrawer."""
    held = [savings for savings in settlement.accounts if savings.account.balance]
    if cash is None:
        cash = place_of_cash(held[0].koppontren, held[0].account.unit, by)
    elif not cash.is_cash:
        raise NotCash(str(cash))
    return [
        *(dr(savings.account, savings.account.balance) for savings in held),
        cr(cash, settlement.total),
    ]


def tidy(typed: str) -> str:
    """A name or document in one line; nothing stays nothing."""
    return tidy_name(typed) if typed.strip() else ""
