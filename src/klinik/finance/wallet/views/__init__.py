"""Pages of wallets."""
