"""Asking for money, and crediting it once when the bank or the acquirer says that it came."""

from klinik.finance.wallet.topups.commands.acquirer import (
    add_acquirer,
    end_acquirer,
    receive_notice,
    secret_of,
    settle_notice,
)
from klinik.finance.wallet.topups.commands.asking import (
    ask_qris,
    ask_transfer,
    cancel_top_up,
    expire_top_ups,
    qris_text,
)
from klinik.finance.wallet.topups.commands.bank import credit_mutation, credit_transfers
from klinik.finance.wallet.topups.commands.ways import set_ways

__all__ = [
    "add_acquirer",
    "ask_qris",
    "ask_transfer",
    "cancel_top_up",
    "credit_mutation",
    "credit_transfers",
    "end_acquirer",
    "expire_top_ups",
    "qris_text",
    "receive_notice",
    "secret_of",
    "set_ways",
    "settle_notice",
]
