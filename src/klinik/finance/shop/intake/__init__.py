"""Goods with what is there of them from a table: the whole file, or nothing of it."""
