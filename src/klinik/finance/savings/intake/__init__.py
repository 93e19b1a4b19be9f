"""Members with their balances from a table, which empties what the opening left undetailed."""
