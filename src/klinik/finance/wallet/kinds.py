"""What wallets write in the books: the kinds of their entries."""

TOP_UP = "wallet.topup"
PAY_OUT = "wallet.payout"
CARD_FEE = "wallet.card"
SETTLED = "wallet.settled"
