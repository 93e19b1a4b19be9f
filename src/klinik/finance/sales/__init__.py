"""Selling at a till, with or without internet: each sale once, with its goods and its money."""
