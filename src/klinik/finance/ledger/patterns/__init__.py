"""Entries that come again: patterns to write from, and those that wait on their day."""
