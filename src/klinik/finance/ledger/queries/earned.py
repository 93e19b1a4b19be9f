"""What accounts moved in some days, as others of the house divide it or explain it."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F, Sum

from klinik.finance.ledger.models import Account, Line
from klinik.finance.ledger.periods.queries import closed_out
from klinik.finance.ledger.queries.accounts import balance_on
from klinik.tenancy.models import Koppontren


def earned_in(
    koppontren: Koppontren, accounts: list[int], *, first: date, last: date
) -> list[tuple[Account, int]]:
    """What each account earned in these days in rupiah, by code; closing a year is no loss."""
    lines = Line.objects.of(koppontren).filter(account__in=accounts, on__gte=first, on__lte=last)
    moved = lines.values_list("account").annotate(net=Sum(F("credit") - F("debit"))).order_by()
    net: dict[int, int] = dict(moved)
    for account, (debits, credits_) in closed_out(koppontren, first=first, last=last).items():
        net[account] = net.get(account, 0) - (credits_ - debits)
    rows = Account.objects.of(koppontren).filter(pk__in=accounts).order_by("code")
    return [(account, net.get(account.pk, 0)) for account in rows]


def moves_of(
    account: Account, *, first: date, last: date, without: Collection[int] = ()
) -> tuple[int, list[tuple[date, int]]]:
    """What a member's account held before `first`, and what came or went by day through `last`.

    The entries `without` are left out.
    """
    lines = Line.objects.filter(koppontren=account.koppontren_id, account=account)
    within = lines.filter(on__gte=first, on__lte=last)
    days = within.exclude(entry_number__in=without).values_list("on")
    moves = days.annotate(net=Sum(F("credit") - F("debit"))).order_by("on")
    return balance_on(account, first - timedelta(days=1)), list(moves)
