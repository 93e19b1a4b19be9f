"""Opening balances: read from a table, checked as a whole, shown, then posted as one entry."""
