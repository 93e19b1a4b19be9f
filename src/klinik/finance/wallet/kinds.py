"""What wallets write in the books: the kinds of their entries."""

TOP_UP = "wallet.topup"
PAY_OUT = "wallet.payout"
CARD_FEE = "wallet.card"
SETTLED = "wallet.settled"
BROUGHT_IN = "wallet.intake"
BY_TRANSFER = "wallet.transfer"
BY_QRIS = "wallet.qris"
PESANTREN_FEE = "wallet.fee"
HELD, CAPTURED, RELEASED = "wallet.held", "wallet.captured", "wallet.released"
AT_COUNTER = (TOP_UP, PAY_OUT)  # what the limits of the counter hold for
