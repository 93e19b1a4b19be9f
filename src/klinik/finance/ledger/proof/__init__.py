"""What shows that a book is still what was posted: the ends of its chain, written down."""
