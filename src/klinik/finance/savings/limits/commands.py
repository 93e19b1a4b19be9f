"""Setting the limits of the counter, and letting what is above them wait for a second person.

Each `submit_*` is its command of the counter, which PostgreSQL refuses above the limit; then what
was meant is kept outside the ledger as a draft. Approved, `approving.py` goes on from it.
"""

from functools import partial
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from django.db import transaction

from klinik.core.errors import DomainError
from klinik.core.writing import files_with_rows, write
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.drafts.alone import kept, refuse_unless_above, wait
from klinik.finance.ledger.drafts.refusals import reused
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.members.commands import NOTHING, locked_member, locked_register
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
from klinik.finance.savings.commands import (
    admit_member,
    close_savings,
    open_savings,
    open_term_savings,
    record_deposit,
    record_withdrawal,
    transfer_savings,
)
from klinik.finance.savings.commands.closing import closing_legs
from klinik.finance.savings.commands.counter import at_counter
from klinik.finance.savings.commands.keeping import locked
from klinik.finance.savings.kinds import ADMISSION, CLOSING, DEPOSIT, LEAVING, TRANSFER, WITHDRAWAL
from klinik.finance.savings.leaving.commands import (
    leaving_legs,
    locked_settlement,
    settle_leaving,
    tidy,
)
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.leaving.rules import DepartureRequestReused
from klinik.finance.savings.limits.models import PlannedDeparture, TellerLimit
from klinik.finance.savings.limits.queries import limits_of, takers
from klinik.finance.savings.limits.refusals import NotATeller, OwnLimit, RaisesOwnLimit
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import principal_product, usual_with_joining
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def set_default_limits(
    koppontren: Koppontren, *, deposit: int | None, withdrawal: int | None, by: User
) -> TellerLimit:
    """Up to how many rupiah everybody without a limit of their own takes and pays alone.

    Raises RaisesOwnLimit for somebody whom it holds themselves; the first default anybody may set.
    """
    now = limits_of(koppontren, by)
    is_held = not now.is_own and by in takers(koppontren)
    if is_held and (_is_above(deposit, now.deposit) or _is_above(withdrawal, now.withdrawal)):
        raise RaisesOwnLimit
    return TellerLimit.objects.create(
        koppontren=koppontren, deposit=deposit, withdrawal=withdrawal, set_by=by
    )


def _is_above(limit: int | None, now: int | None) -> bool:
    """Whether more is done alone than now; None is no limit."""
    return now is not None and (limit is None or limit > now)


def set_teller_limits(
    koppontren: Koppontren,
    teller: User,
    *,
    deposit: int | None = None,
    withdrawal: int | None = None,
    is_default: bool = False,
    by: User,
) -> TellerLimit:
    """Up to how many rupiah this teller takes and pays alone, or that the default holds again.

    Raises OwnLimit, NotATeller.
    """
    if teller == by:
        raise OwnLimit
    if teller not in takers(koppontren):
        raise NotATeller(teller.name)
    return TellerLimit.objects.create(
        koppontren=koppontren,
        teller=teller,
        is_default=is_default,
        deposit=None if is_default else deposit,
        withdrawal=None if is_default else withdrawal,
        set_by=by,
    )


def submit_deposit(
    savings: SavingsAccount, *, amount: int, request_id: UUID, by: User
) -> Entry | Draft:
    """Take `amount` rupiah in, or above the limit let it wait, as `record_deposit` refuses."""
    kind, paid_in = DEPOSIT, cr(savings.account, amount)
    try:
        return record_deposit(savings, amount=amount, request_id=request_id, by=by)
    except DomainError as refusal:
        if known := kept(savings.koppontren, kind, [paid_in], request_id=request_id):
            return known
        refuse_unless_above(refusal)
        legs = [dr(at_counter(savings, None, by), amount), paid_in]
        return wait(savings.koppontren, kind, legs, request_id=request_id, by=by)


def submit_withdrawal(
    savings: SavingsAccount, *, amount: int, request_id: UUID, by: User
) -> Entry | Draft:
    """Pay `amount` rupiah out, or above the limit let it wait, as `record_withdrawal` refuses."""
    kind, paid_out = WITHDRAWAL, dr(savings.account, amount)
    try:
        return record_withdrawal(savings, amount=amount, request_id=request_id, by=by)
    except DomainError as refusal:
        if known := kept(savings.koppontren, kind, [paid_out], request_id=request_id):
            return known
        refuse_unless_above(refusal)
        legs = [paid_out, cr(at_counter(savings, None, by), amount)]
        return wait(savings.koppontren, kind, legs, request_id=request_id, by=by)


def submit_transfer(
    savings: SavingsAccount, *, to: SavingsAccount, amount: int, request_id: UUID, by: User
) -> Entry | Draft:
    """Move `amount` rupiah, or above the limit let it wait, as `transfer_savings` refuses."""
    legs = [dr(savings.account, amount), cr(to.account, amount)]
    try:
        return transfer_savings(savings, to=to, amount=amount, request_id=request_id, by=by)
    except DomainError as refusal:
        if known := kept(savings.koppontren, TRANSFER, legs, request_id=request_id):
            return known
        refuse_unless_above(refusal)
        return wait(savings.koppontren, TRANSFER, legs, request_id=request_id, by=by)


@transaction.atomic
def submit_closing(
    savings: SavingsAccount, *, request_id: UUID, by: User
) -> SavingsAccount | Draft:
    """Pay out and close an account, or above the limit let it wait, as `close_savings` refuses."""
    try:
        return close_savings(savings, request_id=request_id, by=by)
    except DomainError as refusal:
        if known := kept(savings.koppontren, CLOSING, [], request_id=request_id):
            if savings.account_id not in known.accounts:
                raise reused(known) from None
            return known
        refuse_unless_above(refusal)
        savings = locked(savings)
        legs = closing_legs(savings, held=savings.account.balance, cash=None, by=by)
        return wait(savings.koppontren, CLOSING, legs, request_id=request_id, by=by)


@transaction.atomic
def submit_admission(
    koppontren: Koppontren,
    *,
    name: str,
    phone: str = "",
    facts: Facts = NOTHING,
    pays_later: bool = False,
    request_id: UUID,
    by: User,
) -> tuple[Member, Draft | None]:
    """Admit a member; where principal savings are above the limit, they stay a candidate till then.

    Their account of simpanan wajib is opened with it, empty. Raises what `admit_member` does.
    """
    locked_register(
        koppontren
    )  # before the products, and these before the book, as in open_savings
    besides = list(usual_with_joining(koppontren).select_for_update(of=["self"], no_key=True))
    admit = partial(
        admit_member,
        koppontren,
        name=name,
        phone=phone,
        facts=facts,
        request_id=request_id,
        by=by,
    )
    try:
        member, waiting = admit(pays_later=pays_later), None
    except DomainError as refusal:
        known = kept(koppontren, ADMISSION, [], request_id=request_id)
        if known is None:
            refuse_unless_above(refusal)
        member = admit(pays_later=True)
        waiting = known or _wait_for_principal(member, request_id=request_id, by=by)
    for product in besides:
        own = uuid5(request_id, product.prefix)
        open_savings(member, product=product, request_id=own, by=by)
    return member, waiting


def _wait_for_principal(member: Member, *, request_id: UUID, by: User) -> Draft:
    product = principal_product(member.koppontren)
    savings = member.savings.select_related("account__unit", "koppontren").get(product=product)
    amount = product.amount or 0
    legs = [dr(at_counter(savings, None, by), amount), cr(savings.account, amount)]
    return wait(member.koppontren, ADMISSION, legs, request_id=request_id, by=by)


@transaction.atomic
def submit_term_savings(
    member: Member, *, product: SavingsProduct, amount: int, request_id: UUID, by: User
) -> SavingsAccount | Draft:
    """Open term savings with their sum; above the limit the account is there and the sum waits."""
    kind = DEPOSIT
    try:
        return open_term_savings(
            member, product=product, amount=amount, request_id=request_id, by=by
        )
    except DomainError as refusal:
        if not kept(member.koppontren, kind, [], request_id=request_id):
            refuse_unless_above(refusal)
        savings = open_savings(member, product=product, request_id=request_id, by=by)
        paid_in = cr(savings.account, amount)
        if known := kept(member.koppontren, kind, [paid_in], request_id=request_id):
            return known
        legs = [dr(at_counter(savings, None, by), amount), paid_in]
        return wait(savings.koppontren, kind, legs, request_id=request_id, by=by)


@files_with_rows()
@transaction.atomic
def submit_leaving(
    member: Member,
    *,
    shown: int,
    heir: str = "",
    heir_document: str = "",
    heir_paper: "ContentFile[bytes] | None" = None,
    request_id: UUID,
    by: User,
) -> Departure | Draft:
    """Pay out all that a member holds, or above the limit let it wait, as `settle_leaving`.

    Raises what that raises; DepartureRequestReused too where the request waits for another heir.
    """
    said = ("", "") if member.is_here else (tidy(heir), tidy(heir_document))
    try:
        return settle_leaving(
            member,
            shown=shown,
            heir=heir,
            heir_document=heir_document,
            heir_paper=heir_paper,
            request_id=request_id,
            by=by,
        )
    except DomainError as refusal:
        if known := kept(member.koppontren, LEAVING, [], request_id=request_id):
            _refuse_another_leaving(known, member, said, shown)
            return known
        refuse_unless_above(refusal)
    hold_book(member.koppontren)
    settlement = locked_settlement(locked_member(member), shown=shown)
    legs = leaving_legs(settlement, cash=None, by=by)
    draft = wait(member.koppontren, LEAVING, legs, request_id=request_id, by=by)
    planned, is_new = PlannedDeparture.objects.get_or_create(
        koppontren=member.koppontren,
        request_id=request_id,
        defaults={"member": member, "heir": said[0], "heir_document": said[1]},
    )
    _refuse_another_leaving(draft, member, said, shown)
    if is_new and heir_paper and not member.is_here:
        write(planned.heir_paper, heir_paper)
        planned.save(update_fields=["heir_paper"])
    return draft


def _refuse_another_leaving(
    known: Draft, member: Member, said: tuple[str, str], shown: int
) -> None:
    plans = PlannedDeparture.objects.of(known.koppontren)
    planned = plans.get(request_id=known.request_id)
    waits = (planned.member_id, planned.heir, planned.heir_document, known.amount)
    if waits != (member.pk, *said, shown):
        raise DepartureRequestReused from None
