"""What lies on details of control accounts: undetailed, by a kind of entry, by one entry."""

from collections.abc import Collection
from datetime import date

from django.db.models import Sum

from klinik.finance.ledger.models import Account, Line
from klinik.tenancy.models import Koppontren

UNDETAILED = ".0000"


def undetailed_of(controls: Collection[Account]) -> dict[int, Account]:
    """By control account, the detail that holds what no member's account holds yet."""
    codes = {f"{control.code}{UNDETAILED}" for control in controls}
    rows = Account.objects.filter(parent__in=controls, code__in=codes).select_related("unit")
    return {account.parent_id: account for account in rows if account.parent_id}


def written_by(
    koppontren: Koppontren, accounts: Collection[int], *, kinds: Collection[str]
) -> dict[int, int]:
    """Credit less debit, in rupiah, that entries of these kinds left on these accounts."""
    lines = Line.objects.of(koppontren).filter(account__in=accounts, entry__kind__in=kinds)
    sums = lines.order_by().values("account").annotate(net=Sum("credit") - Sum("debit"))
    return {row["account"]: row["net"] for row in sums if row["net"]}


def written_through(koppontren: Koppontren, accounts: Collection[int], day: date) -> set[int]:
    """Which of these accounts an entry of that day or before it touched."""
    lines = Line.objects.of(koppontren).filter(account__in=accounts, on__lte=day)
    return set(lines.order_by().values_list("account", flat=True).distinct())


def debits_in(koppontren: Koppontren, number: int) -> dict[int, int]:
    """By account, what entry `number` debited, in rupiah."""
    lines = Line.objects.of(koppontren).filter(entry_number=number)
    return dict(lines.values_list("account", "debit"))
