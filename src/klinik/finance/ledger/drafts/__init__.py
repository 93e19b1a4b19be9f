"""What waits for a second person, outside the ledger until it is approved."""
