"""What a new koppontren still has to do, computed from what is there."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from klinik.finance.ledger.queries import end_of_chain
from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsProduct
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import STAFF_ROLES, Right


class Step(NamedTuple):
    """Something to do first: done or not, and where it is done, for those who may."""

    label: str
    told: str
    is_done: bool
    url: str


def first_steps(koppontren: Koppontren, *, rights: frozenset[Right]) -> list[Step]:
    """The steps of a new koppontren for somebody with these rights; empty once all are done.

    Call it inside the tenant. A person without any right to do one of them gets none either.
    """
    doing = {Right.KEEP_BOOKS, Right.MANAGE_MEMBERS, Right.INVITE, Right.KEEP_FACTS}
    if Right.READ_BOOKS not in rights or not rights & doing:
        return []
    steps = [
        Step(label, told, is_done, reverse(route, args=[koppontren.slug]) if may in rights else "")
        for label, told, is_done, route, may in _all(koppontren)
    ]
    return [] if all(step.is_done for step in steps) else steps


def _all(koppontren: Koppontren) -> list[tuple[str, str, bool, str, Right]]:
    staff = Membership.objects.running().filter(koppontren=koppontren, role__in=STAFF_ROLES)
    chain = end_of_chain(koppontren)
    return [
        (
            _("Invite the people who work with you"),
            _("Each signs in under their own name: bookkeeper, teller, supervisor."),
            staff.values("user").distinct().count() > 1,
            "tenancy:koppontren_people",
            Right.INVITE,
        ),
        (
            _("Enter the opening balances"),
            _("Cash, bank, goods, savings and debts of one day, from a spreadsheet."),
            bool(chain and chain[0]),
            "ledger:opening",
            Right.KEEP_BOOKS,
        ),
        (
            _("Offer savings"),
            _("Say what joining costs; the usual savings are then there."),
            SavingsProduct.objects.of(koppontren).exists(),
            "savings:offer",
            Right.MANAGE_MEMBERS,
        ),
        (
            _("Admit the first member"),
            _("With their principal savings, over the counter."),
            Member.objects.of(koppontren).exists(),
            "savings:admit",
            Right.MANAGE_MEMBERS,
        ),
    ]
