"""Whether a member may be forgotten, and who asks for it."""

from datetime import date
from typing import NamedTuple

from klinik.core.errors import DomainError
from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member
from klinik.finance.savings.forgetting.models import Forgetting
from klinik.finance.savings.forgetting.rules import (
    BooksNeedIt,
    NotLeftYet,
    RetentionUnknown,
    kept_until,
)
from klinik.finance.savings.leaving.queries import settlement_of
from klinik.tenancy.facts.queries import term_on
from klinik.tenancy.models import LegalTerm


class Forgettable(NamedTuple):
    """Until when the books need a member, by which law, and what stands in the way today."""

    until: date | None
    term: LegalTerm | None
    obstacles: list[DomainError]


def forgettable(member: Member) -> Forgettable:
    """What forgetting this member would meet."""
    today = today_in(member.koppontren)
    term = term_on(today, LegalTerm.Kind.BOOKS_MONTHS)
    settlement = settlement_of(member)
    obstacles = list(settlement.obstacles)
    until = None
    if member.left_on is None or settlement.accounts:
        obstacles.append(NotLeftYet())
    elif term is None:
        obstacles.append(RetentionUnknown())
    else:
        month = member.koppontren.fiscal_month
        until = kept_until(member.left_on, fiscal_month=month, months=term.months)
        if today < until:
            obstacles.append(BooksNeedIt(until, source=term.source))
    return Forgettable(until, term, obstacles)


def forgetting_of(member: Member) -> Forgetting | None:
    """The request that waits, or that was done."""
    rows = Forgetting.objects.of(member.koppontren).filter(member=member, taken_back_at=None)
    return rows.select_related("asked_by", "confirmed_by").first()
