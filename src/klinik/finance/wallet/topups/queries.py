"""Which top-ups wait, which money has no wallet yet."""

from uuid import UUID

from django.db.models import QuerySet

from klinik.core.database import set_local
from klinik.finance.ledger.bank.models import BankMutation
from klinik.finance.ledger.bank.queries import unmatched
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.topups.choices import NoticeState, TopUpState, Way
from klinik.finance.wallet.topups.models import Acquirer, Notice, TopUp, TopUpWays
from klinik.finance.wallet.topups.rules import va_number
from klinik.tenancy.models import Koppontren, TenantQuerySet

LATEST = 50


def ways_of(koppontren: Koppontren) -> TopUpWays:
    """By which ways top-ups come; none before anything was said."""
    rows = TopUpWays.objects.of(koppontren).select_related("bank__account__unit", "qris_account")
    return rows.first() or TopUpWays(koppontren=koppontren)


def acquirer_of(koppontren: Koppontren) -> Acquirer | None:
    """Who tells us of QRIS payments, if anybody does."""
    return Acquirer.objects.of(koppontren).filter(ended_at=None).first()


def acquirer_by_number(number: UUID) -> Acquirer | None:
    """The acquirer of this address, which row-level security shows to nobody without it."""
    set_local("klinik.acquirer", str(number), "klinik.koppontren", "0")
    rows = Acquirer.objects.filter(number=number, ended_at=None)
    return rows.select_related("koppontren", "made_by").first()


def top_ups_of(koppontren: Koppontren) -> TenantQuerySet[TopUp]:
    """Top-ups with whose they are, the latest first."""
    return TopUp.objects.of(koppontren).select_related("wallet__member", "wallet__account__unit")


def waiting_transfers(koppontren: Koppontren) -> TenantQuerySet[TopUp]:
    """Transfers that may still come."""
    return top_ups_of(koppontren).filter(way=Way.TRANSFER, state=TopUpState.WAITING)


def transfers_not_seen(koppontren: Koppontren) -> TenantQuerySet[TopUp]:
    """Transfers that may have come: also those that waited long enough before the bank's file."""
    states = [TopUpState.WAITING, TopUpState.EXPIRED]
    return top_ups_of(koppontren).filter(way=Way.TRANSFER, state__in=states)


def latest_of(wallet: Wallet) -> list[TopUp]:
    """The last top-ups of a wallet."""
    return list(top_ups_of(wallet.koppontren).filter(wallet=wallet)[:5])


def notices_to_check(koppontren: Koppontren) -> list[Notice]:
    """What an acquirer said and nobody could believe at once."""
    rows = Notice.objects.of(koppontren).filter(state=NoticeState.CHECK)
    return list(rows.select_related("top_up__wallet__member")[:LATEST])


def money_without_wallet(ways: TopUpWays) -> QuerySet[BankMutation]:
    """What came to the bank account for top-ups and is in no book yet."""
    assert ways.bank is not None
    return unmatched(ways.bank).filter(amount__gt=0).order_by("-on", "-id")


def va_of(wallet: Wallet, ways: TopUpWays) -> str:
    """The virtual account number of a wallet; empty without a prefix."""
    return va_number(ways.va_prefix, wallet.number)
