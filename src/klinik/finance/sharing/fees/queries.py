"""Questions about a month's fees."""

from datetime import date

from django.db.models import Count, Sum

from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.fees.models import Fee, FeeRun
from klinik.tenancy.models import Koppontren, TenantQuerySet


def accounts_with_fee(koppontren: Koppontren, month: date) -> TenantQuerySet[SavingsAccount]:
    """Open accounts that were there on the month's first day, of savings with a fee by then."""
    accounts = SavingsAccount.objects.of(koppontren).filter(
        closed_on=None,
        opened_on__lt=month,
        product__monthly_fee__gt=0,
        product__monthly_fee_since__lte=month,
    )
    return accounts.select_related("product", "account").order_by("pk")


def fee_runs_of(koppontren: Koppontren) -> TenantQuerySet[FeeRun]:
    """All months of which fees were prepared or taken, newest first."""
    runs = FeeRun.objects.of(koppontren)
    return runs.select_related("koppontren", "prepared_by", "confirmed_by")


def fees_of(run: FeeRun) -> TenantQuerySet[Fee]:
    """The fees of a run with whose they are."""
    return Fee.objects.of(run.koppontren).filter(run=run).select_related("savings__member")


def giving(run: FeeRun) -> tuple[int, int]:
    """How many accounts give something in a run, and how much in rupiah."""
    gives = Fee.objects.of(run.koppontren).filter(run=run, kept_back="")
    found = gives.aggregate(accounts=Count("pk"), amount=Sum("amount"))
    return found["accounts"], int(found["amount"] or 0)
