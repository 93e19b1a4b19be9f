"""Which of the own members an address means, and which account of theirs."""

from django.http import Http404

from klinik.finance.own.queries import Own, own_member
from klinik.finance.savings.models import SavingsAccount
from klinik.people.models import User


def own_for(user: User, place: str, number: str) -> Own:
    """The member of this number, if they are the person's own. Raises Http404."""
    own = own_member(user, place, number)
    if own is None:
        raise Http404
    return own


def own_account_for(
    user: User, place: str, number: str, account: str
) -> tuple[Own, SavingsAccount]:
    """The member, and their account of this number. Raises Http404."""
    own = own_for(user, place, number)
    savings = own.account(account)
    if savings is None:
        raise Http404
    return own, savings
