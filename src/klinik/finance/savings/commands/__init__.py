"""Everything that changes savings, one function per event."""

from klinik.finance.savings.commands.closing import close_savings
from klinik.finance.savings.commands.counter import (
    admit_member,
    check_out,
    open_savings,
    open_term_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.commands.keeping import block_savings, release_savings
from klinik.finance.savings.commands.products import (
    change_product,
    offer_product,
    offer_usual_products,
)
from klinik.finance.savings.commands.transfer import transfer_savings

__all__ = [
    "admit_member",
    "block_savings",
    "change_product",
    "check_out",
    "close_savings",
    "offer_product",
    "offer_usual_products",
    "open_savings",
    "open_term_savings",
    "record_deposit",
    "record_withdrawal",
    "release_savings",
    "transfer_savings",
]
