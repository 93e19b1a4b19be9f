"""Which fees there are, who pays them, and what a month brought."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from klinik.finance.wallet.standing.models import FeeOrder, FeePayer, FeeTaken
from klinik.tenancy.models import Koppontren


def fees_of(koppontren: Koppontren) -> QuerySet[Any]:
    """The fees that are not ended, each with how many wallets pay how much."""
    rows = FeeOrder.objects.of(koppontren).filter(ended_at=None).select_related("account__unit")
    return rows.annotate(wallets=Count("payers"), total=Sum("payers__amount"))


def fees_by_clock(koppontren: Koppontren) -> list[FeeOrder]:
    """The fees that are taken by themselves."""
    rows = FeeOrder.objects.of(koppontren).filter(ended_at=None, day__isnull=False)
    return list(rows.select_related("koppontren").order_by("pk"))


def payers_of(order: FeeOrder) -> list[FeePayer]:
    """Who pays a fee, by name."""
    rows = FeePayer.objects.of(order.koppontren).filter(order=order)
    return list(
        rows.select_related("wallet__member", "wallet__account__unit").order_by(
            "wallet__member__name"
        )
    )


def taken_in(order: FeeOrder, month: date) -> list[FeeTaken]:
    """What a month brought, and first of all what was not there."""
    rows = FeeTaken.objects.of(order.koppontren).filter(order=order, month=month)
    found = rows.select_related("wallet__member", "wallet__account")
    return sorted(found, key=lambda row: (row.entry_number is not None, row.wallet.member.name))
