"""Pocket money of many at once: put in from a table, paid out before the holidays."""
