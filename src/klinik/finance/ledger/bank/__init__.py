"""The bank beside the book: what the bank says moved, matched with what was recorded."""
