"""What happens at the counter: admitting, opening, paying in and out."""

from contextlib import nullcontext
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.finance.ledger.commands import hold_book, open_detail_account
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.ledger.refusals import HeldBack, Overdrawn, RequestReused
from klinik.finance.members.commands import NOTHING, become_full, register_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts, NotHereAnyMore
from klinik.finance.savings.kinds import ADMISSION, DEPOSIT, WITHDRAWAL
from klinik.finance.savings.models import SavingsAccount, SavingsKind, SavingsProduct, Withdrawal
from klinik.finance.savings.product_rules import months_later
from klinik.finance.savings.queries import (
    account_of_request,
    line_of_request,
    place_of_cash,
    principal_product,
)
from klinik.finance.savings.rules import (
    AlreadyOpen,
    BelowMinimum,
    Goal,
    GoalMissing,
    GoalTooSoon,
    IsBlocked,
    IsClosed,
    NotCash,
    NotDue,
    NotEnough,
    NotOffered,
    NotThePrincipal,
    NotWithdrawable,
    PaidOnce,
    SavingsRequestReused,
    savings_number,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def admit_member(
    koppontren: Koppontren,
    *,
    name: str,
    phone: str = "",
    facts: Facts = NOTHING,
    pays_later: bool = False,
    cash: Account | None = None,
    request_id: UUID,
    by: User,
) -> Member:
    """Register a member who pays principal savings in cash: all of it, or nothing.

    Who pays later is a candidate until then. The same request twice is one member. Without `cash`
    it is the own open drawer, or where the unit has no drawers its first place of cash. Raises
    NoProduct, NotCash, NoOpenDrawer, NoCash, and what the register and the ledger refuse.
    """
    product = principal_product(koppontren)
    member = register_member(
        koppontren, name=name, phone=phone, facts=facts, request_id=request_id, by=by
    )
    savings = open_savings(member, product=product, request_id=request_id, by=by)
    if pays_later:
        return member
    _pay_in(
        savings,
        kind=ADMISSION,
        amount=product.amount or 0,
        cash=cash,
        request_id=request_id,
        by=by,
    )
    return member


@transaction.atomic
def open_savings(
    member: Member,
    *,
    product: SavingsProduct,
    request_id: UUID,
    by: User,
    goal: Goal | None = None,
) -> SavingsAccount:
    """Open a member's account of a product, empty. The same request twice is one account.

    Savings for a goal need one; term savings are due after the months of their product. Raises
    AlreadyOpen, SavingsRequestReused, NotOffered, GoalMissing, GoalTooSoon, NotHereAnyMore.
    """
    product = SavingsProduct.objects.select_for_update(of=["self"], no_key=True).get(pk=product.pk)
    known = account_of_request(member.koppontren, request_id)
    if known:
        if (known.member_id, known.product_id) != (member.pk, product.pk):
            raise SavingsRequestReused(known.number)
        return known
    refuse_departed(member)
    day = timezone.localdate(timezone=ZoneInfo(member.koppontren.time_zone))
    due_on = _due_day(product, goal=goal, day=day)
    other = member.savings.filter(product=product, closed_on=None, due_on=None).first()
    if other:
        raise AlreadyOpen(product.name, number=other.number)
    if not product.is_offered:
        raise NotOffered(product.name)
    product.last_number += 1
    product.save(update_fields=["last_number"])
    number = savings_number(product.prefix, product.last_number)
    return SavingsAccount.objects.create(
        koppontren=member.koppontren,
        member=member,
        product=product,
        number=number,
        account=open_detail_account(product.control, name=number),
        opened_on=day,
        due_on=due_on,
        target=goal.target if goal and product.kind == SavingsKind.GOAL else None,
        purpose=goal.purpose if goal and product.kind == SavingsKind.GOAL else "",
        request_id=request_id,
    )


@transaction.atomic
def open_term_savings(
    member: Member,
    *,
    product: SavingsProduct,
    amount: int,
    cash: Account | None = None,
    request_id: UUID,
    by: User,
) -> SavingsAccount:
    """Open term savings with the one sum they are for: both, or neither. Twice is once."""
    savings = open_savings(member, product=product, request_id=request_id, by=by)
    record_deposit(savings, amount=amount, cash=cash, request_id=request_id, by=by)
    return savings


def _due_day(product: SavingsProduct, *, goal: Goal | None, day: date) -> date | None:
    if product.kind == SavingsKind.TERM:
        return months_later(day, product.months or 1)
    if product.kind != SavingsKind.GOAL:
        return None
    if goal is None or not goal.purpose.strip() or goal.target <= 0:
        raise GoalMissing
    if goal.by_day <= day:
        raise GoalTooSoon
    return goal.by_day


def record_deposit(
    savings: SavingsAccount, *, amount: int, cash: Account | None = None, request_id: UUID, by: User
) -> Entry:
    """Take `amount` rupiah in cash into a member's savings. The same request twice is one entry.

    Without `cash` it is the own open drawer, or where the unit has no drawers its first place of
    cash. Raises PaidOnce, NotThePrincipal, NotCash, NoOpenDrawer, NoCash.
    """
    return _pay_in(savings, kind=DEPOSIT, amount=amount, cash=cash, request_id=request_id, by=by)


def record_withdrawal(
    savings: SavingsAccount, *, amount: int, cash: Account | None = None, request_id: UUID, by: User
) -> Entry:
    """Pay `amount` rupiah of voluntary savings out in cash; the ledger refuses what is not there.

    The same request twice is one entry. Without `cash` it is the own open drawer, or where the
    unit has no drawers its first place of cash. Raises NotWithdrawable, NotCash, NoOpenDrawer,
    NoCash, NotEnough.
    """
    try:
        return _pay_out(savings, amount=amount, cash=cash, request_id=request_id, by=by)
    except DomainError:
        out = dr(savings.account, amount)
        if known := _posted(savings, out, kind=WITHDRAWAL, cash=cash, request_id=request_id):
            return known
        raise


def _pay_out(
    savings: SavingsAccount,
    *,
    amount: int,
    cash: Account | None,
    request_id: UUID,
    by: User,
) -> Entry:
    refuse_departed(savings.member)
    check_out(savings, amount=amount)
    cash = at_counter(savings, cash, by)
    try:
        return post(
            savings.koppontren,
            request_id=request_id,
            kind=WITHDRAWAL,
            legs=[dr(savings.account, amount), cr(cash, amount)],
            by=by,
        )
    except HeldBack as refusal:  # something changed since we looked
        savings.refresh_from_db()
        check_out(savings, amount=amount)
        raise refusal
    except Overdrawn as refusal:
        raise not_enough(refusal, savings, cash, amount) from refusal


def check_out(savings: SavingsAccount, *, amount: int, is_closing: bool = False) -> None:
    """Refuse to take `amount` rupiah out while something keeps it in.

    Raises IsClosed, IsBlocked, NotWithdrawable, NotDue, BelowMinimum, as PostgreSQL does.
    """
    product = savings.product
    if not savings.is_open:
        raise IsClosed(savings.number)
    if savings.blocked:
        raise IsBlocked(savings.number, reason=savings.blocked)
    if product.withdrawal == Withdrawal.LEAVING and not (is_closing and savings.may_close):
        raise NotWithdrawable(product.name)
    if product.withdrawal == Withdrawal.ANY_TIME and not product.minimum:
        return
    savings.account.refresh_from_db(fields=["debits", "credits"])
    held = savings.account.balance
    is_reached = savings.target is not None and held >= savings.target
    day = timezone.localdate(timezone=ZoneInfo(savings.koppontren.time_zone))
    # Where nothing is, a due day keeps nothing in: what was opened by mistake may be closed.
    is_early = bool(amount and savings.due_on and day < savings.due_on and not is_reached)
    if product.withdrawal == Withdrawal.DUE and savings.due_on and is_early:
        raise NotDue(savings.number, due_on=savings.due_on, target=savings.target)
    if not is_closing and 0 <= held - amount < product.minimum:
        raise BelowMinimum(savings.number, holds=held, minimum=product.minimum)


def _pay_in(
    savings: SavingsAccount,
    *,
    kind: str,
    amount: int,
    cash: Account | None,
    request_id: UUID,
    by: User,
) -> Entry:
    """One entry, and beside it nothing, but that principal savings make a full member."""
    is_paid_once = savings.product.kind in (SavingsKind.PRINCIPAL, SavingsKind.TERM)
    paid_in = cr(savings.account, amount)
    try:
        with transaction.atomic() if is_paid_once else nullcontext():
            if is_paid_once:
                _lock(savings)
            _check_in(savings, amount=amount)
            if savings.product.kind == SavingsKind.PRINCIPAL:
                become_full(savings.member)
            return post(
                savings.koppontren,
                request_id=request_id,
                kind=kind,
                legs=[dr(at_counter(savings, cash, by), amount), paid_in],
                by=by,
            )
    except DomainError:
        # The same request may have come before, when nothing stood in its way yet.
        if known := _posted(savings, paid_in, kind=kind, cash=cash, request_id=request_id):
            return known
        raise


def _check_in(savings: SavingsAccount, *, amount: int) -> None:
    refuse_departed(savings.member)
    if not savings.is_open:
        raise IsClosed(savings.number)
    if not savings.may_deposit:
        raise PaidOnce(savings.product.name)
    if savings.missing not in (None, amount):
        is_part_there = savings.missing != savings.product.amount
        raise NotThePrincipal(
            savings.product.name, amount=savings.missing, is_part_there=is_part_there
        )


def refuse_departed(member: Member) -> None:
    """Raise NotHereAnyMore for somebody who has left or died."""
    if not member.is_here:
        raise NotHereAnyMore(member.name)


def _lock(savings: SavingsAccount) -> None:
    """Two counters must not both see that principal savings were not paid yet.

    The book comes before the rows, as everywhere (docs/decisions/0052).
    """
    hold_book(savings.koppontren)
    SavingsAccount.objects.select_for_update(of=["self"], no_key=True).get(pk=savings.pk)
    savings.account.refresh_from_db(fields=["debits", "credits"])


def _posted(
    savings: SavingsAccount, leg: Leg, *, kind: str, cash: Account | None, request_id: UUID
) -> Entry | None:
    """The entry of this request, whatever has become of the cash accounts since.

    Raises RequestReused where it did something else with the account.
    """
    line = line_of_request(savings, request_id)
    if line is None:
        return None
    same = (line.entry.kind, line.debit, line.credit) == (kind, leg.debit, leg.credit)
    if not same or (cash and not line.entry.lines.filter(account=cash).exists()):
        raise RequestReused(str(line.entry_number))
    return line.entry


def at_counter(savings: SavingsAccount, cash: Account | None, by: User) -> Account:
    """The place of cash that is meant: the own drawer, or the unit's first, if none is named."""
    if cash is None:
        return place_of_cash(savings.koppontren, savings.account.unit, by)
    if not cash.is_cash:
        raise NotCash(str(cash))
    return cash


def not_enough(
    refusal: Overdrawn, savings: SavingsAccount, cash: Account, amount: int
) -> Overdrawn | NotEnough:
    """Whose money is short, in the words of the counter."""
    # The ledger names the account; a person at the counter also wants to know what it holds.
    for account, words in ((savings.account, savings.number), (cash, cash.name)):
        account.refresh_from_db(fields=["debits", "credits"])
        if account.balance < amount:
            return NotEnough(words, holds=account.balance, asked=amount)
    return refusal
