"""What the counter does besides once a second person approved: as its commands would have."""

from klinik.core.history import acting
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.members.commands import become_full, locked_member
from klinik.finance.savings.commands.closing import end_savings
from klinik.finance.savings.commands.counter import refuse_departed
from klinik.finance.savings.kinds import CLOSING, LEAVING
from klinik.finance.savings.leaving.commands import end_membership
from klinik.finance.savings.leaving.queries import departure_of, settlement_of
from klinik.finance.savings.leaving.rules import AlreadySettled, NeedsHeir, SettlementChanged
from klinik.finance.savings.limits.models import PlannedDeparture
from klinik.finance.savings.limits.queries import KINDS, savings_in
from klinik.finance.savings.models import SavingsAccount, SavingsKind
from klinik.finance.savings.rules import PaidOnce

ONCE = (SavingsKind.PRINCIPAL, SavingsKind.TERM)


def go_on(draft: Draft, entry: Entry) -> None:
    """Finish what the approved draft of the counter began; what is refused undoes the approval.

    Raises NotHereAnyMore, PaidOnce, AlreadySettled, NeedsHeir, SettlementChanged, or what stands in
    the way.
    """
    if draft.kind not in KINDS:
        return
    if draft.kind == LEAVING:
        _leave(draft, entry)
        return
    for savings in savings_in([draft])[draft.pk]:
        refuse_departed(savings.member)
        paid_in = _sum(draft, savings, draft.credits)
        if draft.kind == CLOSING:
            end_savings(
                savings,
                held=_sum(draft, savings, draft.debits),
                request_id=draft.request_id,
                by=draft.made_by,
            )
        elif paid_in:
            _paid_in(savings, paid_in, draft)


def _paid_in(savings: SavingsAccount, amount: int, draft: Draft) -> None:
    whole = savings.product.amount or amount  # of principal savings a part may be there already
    if savings.product.kind in ONCE and savings.account.balance != whole:
        raise PaidOnce(savings.product.name)
    if savings.product.kind == SavingsKind.PRINCIPAL:
        with acting(draft.made_by_id):
            become_full(savings.member)


def _leave(draft: Draft, entry: Entry) -> None:
    plans = PlannedDeparture.objects.of(draft.koppontren).select_related("member")
    planned = plans.get(request_id=draft.request_id)
    member = locked_member(planned.member)
    if departure_of(member):
        raise AlreadySettled(member.name)
    if not (member.is_here or planned.heir):  # they died while it waited, and it names nobody
        raise NeedsHeir
    settlement = settlement_of(member)
    for obstacle in settlement.obstacles:
        raise obstacle
    if settlement.total:
        raise SettlementChanged(shown=draft.amount, holds=draft.amount + settlement.total)
    end_membership(
        member,
        accounts=[(row, _sum(draft, row, draft.debits)) for row in settlement.accounts],
        paid=draft.amount,
        entry=entry,
        heir=planned.heir,
        heir_document=planned.heir_document,
        heir_paper=planned.heir_paper.name or "",
        request_id=draft.request_id,
        by=draft.made_by,
    )


def _sum(draft: Draft, savings: SavingsAccount, side: list[int]) -> int:
    return sum(
        amount for pk, amount in zip(draft.accounts, side, strict=True) if pk == savings.account_id
    )
