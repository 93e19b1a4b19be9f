"""Wallets: what goods are for, the rules of a pesantren, pocket money, its cards and limits."""

from klinik.finance.wallet.models.cards import Card, CardKind
from klinik.finance.wallet.models.limits import Limit, OfflineUse, Period, Spent
from klinik.finance.wallet.models.setup import Category, WalletRules
from klinik.finance.wallet.models.wallet import Wallet

__all__ = [
    "Card",
    "CardKind",
    "Category",
    "Limit",
    "OfflineUse",
    "Period",
    "Spent",
    "Wallet",
    "WalletRules",
]
