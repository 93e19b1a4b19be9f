"""Everything that changes something about wallets, one function for each event."""

from klinik.finance.wallet.commands.alone import submit_pay_out, submit_top_up
from klinik.finance.wallet.commands.cards import (
    block_card,
    issue_card,
    release_card,
    replace_card,
)
from klinik.finance.wallet.commands.limits import remove_limit, set_limit
from klinik.finance.wallet.commands.money import pay_out, settle_owed, top_up
from klinik.finance.wallet.commands.pins import check_pin, set_pin
from klinik.finance.wallet.commands.setup import (
    add_category,
    change_category,
    change_rules,
    start_wallets,
)
from klinik.finance.wallet.commands.wallets import close_wallet, open_wallet, reopen_wallet

__all__ = [
    "add_category",
    "block_card",
    "change_category",
    "change_rules",
    "check_pin",
    "close_wallet",
    "issue_card",
    "open_wallet",
    "pay_out",
    "release_card",
    "remove_limit",
    "reopen_wallet",
    "replace_card",
    "set_limit",
    "set_pin",
    "settle_owed",
    "start_wallets",
    "submit_pay_out",
    "submit_top_up",
    "top_up",
]
