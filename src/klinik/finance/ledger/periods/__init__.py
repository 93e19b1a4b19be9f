"""Months and years of a book: closed when they are done, reopened only by two people."""
