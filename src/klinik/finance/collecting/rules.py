"""How much a phone sends at once; pure."""

MOST = 100  # receipts that are sent at once
