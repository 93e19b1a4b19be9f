"""Everything that changes savings, one function per event at the counter."""

from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.ledger.queries import control_accounts
from klinik.finance.ledger.refusals import Overdrawn, RequestReused
from klinik.finance.members.commands import NOTHING, become_full, register_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts, NotHereAnyMore
from klinik.finance.savings.models import Akad, SavingsAccount, SavingsKind, SavingsProduct
from klinik.finance.savings.queries import (
    account_of_request,
    line_of_request,
    place_of_cash,
    principal_product,
)
from klinik.finance.savings.rules import (
    AlreadyOpen,
    BadPrincipal,
    NoPrincipalAccount,
    NotCash,
    NotEnough,
    NotThePrincipal,
    NotWithdrawable,
    PaidOnce,
    PrincipalIsSet,
    SavingsRequestReused,
    savings_number,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


class UsualProduct(NamedTuple):
    """Savings that nearly every koppontren offers, by the code of its control account."""

    code: str
    kind: SavingsKind
    prefix: str
    akad: str = ""


PRINCIPAL = UsualProduct("3110", SavingsKind.PRINCIPAL, "P")
USUAL = (
    PRINCIPAL,
    UsualProduct("3120", SavingsKind.MANDATORY, "W"),
    UsualProduct("2110", SavingsKind.VOLUNTARY, "S", Akad.WADIAH),
    UsualProduct("2510", SavingsKind.VOLUNTARY, "M", Akad.MUDHARABAH),
)


@transaction.atomic
def offer_usual_products(koppontren: Koppontren, *, principal: int) -> list[SavingsProduct]:
    """Offer the usual savings for which the chart has accounts; joining costs `principal` rupiah.

    The same twice changes nothing. Raises PrincipalIsSet for another amount, BadPrincipal, and
    NoPrincipalAccount where the chart has none.
    """
    Koppontren.objects.select_for_update(of=["self"], no_key=True).get(pk=koppontren.pk)
    if not 0 < principal <= MAX_AMOUNT:
        raise BadPrincipal
    offered = {product.prefix: product for product in SavingsProduct.objects.of(koppontren)}
    known = next((p for p in offered.values() if p.kind == SavingsKind.PRINCIPAL), None)
    if known and known.amount != principal:
        raise PrincipalIsSet(known.name, amount=known.amount or 0)
    controls = control_accounts(koppontren, [usual.code for usual in USUAL])
    if not known and PRINCIPAL.code not in controls:
        raise NoPrincipalAccount(f"{PRINCIPAL.code} Simpanan Pokok")
    for usual in USUAL:
        if usual.code in controls and usual.prefix not in offered:
            amount = principal if usual.kind == SavingsKind.PRINCIPAL else None
            _offer(controls[usual.code], usual=usual, amount=amount)
    return list(SavingsProduct.objects.of(koppontren))


def _offer(control: Account, *, usual: UsualProduct, amount: int | None) -> SavingsProduct:
    return SavingsProduct.objects.create(
        koppontren_id=control.koppontren_id,
        control=control,
        kind=usual.kind,
        prefix=usual.prefix,
        name=control.name,
        akad=usual.akad,
        amount=amount,
    )


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
        kind="savings.admission",
        amount=product.amount or 0,
        cash=cash,
        request_id=request_id,
        by=by,
    )
    return member


@transaction.atomic
def open_savings(
    member: Member, *, product: SavingsProduct, request_id: UUID, by: User
) -> SavingsAccount:
    """Open a member's account of a product, empty. The same request twice is one account.

    Raises AlreadyOpen, SavingsRequestReused, NotHereAnyMore.
    """
    product = SavingsProduct.objects.select_for_update(of=["self"], no_key=True).get(pk=product.pk)
    known = account_of_request(member.koppontren, request_id)
    if known:
        if (known.member_id, known.product_id) != (member.pk, product.pk):
            raise SavingsRequestReused(known.number)
        return known
    refuse_departed(member)
    other = member.savings.filter(product=product).first()
    if other:
        raise AlreadyOpen(product.name, number=other.number)
    product.last_number += 1
    product.save(update_fields=["last_number"])
    number = savings_number(product.prefix, product.last_number)
    return SavingsAccount.objects.create(
        koppontren=member.koppontren,
        member=member,
        product=product,
        number=number,
        account=open_detail_account(product.control, name=number),
        opened_on=timezone.localdate(timezone=ZoneInfo(member.koppontren.time_zone)),
        request_id=request_id,
    )


@transaction.atomic
def record_deposit(
    savings: SavingsAccount, *, amount: int, cash: Account | None = None, request_id: UUID, by: User
) -> Entry:
    """Take `amount` rupiah in cash into a member's savings. The same request twice is one entry.

    Without `cash` it is the own open drawer, or where the unit has no drawers its first place of
    cash. Raises PaidOnce, NotThePrincipal, NotCash, NoOpenDrawer, NoCash.
    """
    return _pay_in(
        savings, kind="savings.deposit", amount=amount, cash=cash, request_id=request_id, by=by
    )


def record_withdrawal(
    savings: SavingsAccount, *, amount: int, cash: Account | None = None, request_id: UUID, by: User
) -> Entry:
    """Pay `amount` rupiah of voluntary savings out in cash; the ledger refuses what is not there.

    The same request twice is one entry. Without `cash` it is the own open drawer, or
    where the unit has no drawers its first place of cash.
    Raises NotWithdrawable, NotCash, NoOpenDrawer, NoCash, NotEnough.
    """
    kind, out = "savings.withdrawal", dr(savings.account, amount)
    if known := _posted(savings, out, kind=kind, cash=cash, request_id=request_id):
        return known
    refuse_departed(savings.member)
    if not savings.may_withdraw:
        raise NotWithdrawable(savings.product.name)
    cash = _counter(savings, cash, by)
    try:
        return post(
            savings.koppontren,
            request_id=request_id,
            kind=kind,
            legs=[out, cr(cash, amount)],
            by=by,
        )
    except Overdrawn as refusal:
        raise _not_enough(refusal, savings, cash, amount) from refusal


def _pay_in(
    savings: SavingsAccount,
    *,
    kind: str,
    amount: int,
    cash: Account | None,
    request_id: UUID,
    by: User,
) -> Entry:
    if savings.product.kind == SavingsKind.PRINCIPAL:
        _lock(savings)
    paid_in = cr(savings.account, amount)
    if known := _posted(savings, paid_in, kind=kind, cash=cash, request_id=request_id):
        return known
    refuse_departed(savings.member)
    if not savings.may_deposit:
        raise PaidOnce(savings.product.name)
    if savings.product.amount not in (None, amount):
        raise NotThePrincipal(savings.product.name, amount=savings.product.amount)
    if savings.product.kind == SavingsKind.PRINCIPAL:
        become_full(savings.member)
    return post(
        savings.koppontren,
        request_id=request_id,
        kind=kind,
        legs=[dr(_counter(savings, cash, by), amount), paid_in],
        by=by,
    )


def refuse_departed(member: Member) -> None:
    """Raise NotHereAnyMore for somebody who has left or died."""
    if not member.is_here:
        raise NotHereAnyMore(member.name)


def _lock(savings: SavingsAccount) -> None:
    """Two counters must not both see that principal savings were not paid yet."""
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


def _counter(savings: SavingsAccount, cash: Account | None, by: User) -> Account:
    if cash is None:
        return place_of_cash(savings.koppontren, savings.account.unit, by)
    if not cash.is_cash:
        raise NotCash(str(cash))
    return cash


def _not_enough(
    refusal: Overdrawn, savings: SavingsAccount, cash: Account, amount: int
) -> Overdrawn | NotEnough:
    # The ledger names the account; a person at the counter also wants to know what it holds.
    for account, words in ((savings.account, savings.number), (cash, cash.name)):
        account.refresh_from_db(fields=["debits", "credits"])
        if account.balance < amount:
            return NotEnough(words, holds=account.balance, asked=amount)
    return refusal
