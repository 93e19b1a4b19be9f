"""What wallets do by the clock and after a file of the bank, and when that was last."""
