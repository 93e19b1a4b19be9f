"""Receipts and other papers beside an entry: pictures and PDF, never part of the chain."""
