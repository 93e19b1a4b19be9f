"""Wallets: what goods are for, the rules of a pesantren, pocket money, its cards and limits."""

from klinik.finance.wallet.bulk.models import Batch
from klinik.finance.wallet.clock.models import Round
from klinik.finance.wallet.holding.models import Hold
from klinik.finance.wallet.models.cards import Card, CardKind
from klinik.finance.wallet.models.limits import Limit, OfflineUse, Period, Spent
from klinik.finance.wallet.models.setup import Category, WalletRules
from klinik.finance.wallet.models.wallet import Wallet
from klinik.finance.wallet.scans.models import Scan
from klinik.finance.wallet.standing.models import FeeOrder, FeePayer, FeeTaken
from klinik.finance.wallet.topups.models import Acquirer, Notice, TopUp, TopUpWays

__all__ = [
    "Acquirer",
    "Batch",
    "Card",
    "CardKind",
    "Category",
    "FeeOrder",
    "FeePayer",
    "FeeTaken",
    "Hold",
    "Limit",
    "Notice",
    "OfflineUse",
    "Period",
    "Round",
    "Scan",
    "Spent",
    "TopUp",
    "TopUpWays",
    "Wallet",
    "WalletRules",
]
