"""Pages of selling: the till, receipts, what somebody has to look at."""
