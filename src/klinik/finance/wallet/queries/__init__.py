"""Questions about wallets: of a till, of a page, of a job."""

from klinik.finance.wallet.queries.cards import CardForTill, card_of, cards_for_till
from klinik.finance.wallet.queries.wallets import (
    Room,
    categories_of,
    current_card,
    has_started,
    room_of,
    rules_of,
    today,
    wallet_of,
    wallets_of,
)

__all__ = [
    "CardForTill",
    "Room",
    "card_of",
    "cards_for_till",
    "categories_of",
    "current_card",
    "has_started",
    "room_of",
    "rules_of",
    "today",
    "wallet_of",
    "wallets_of",
]
