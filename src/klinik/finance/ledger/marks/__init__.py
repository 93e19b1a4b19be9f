"""Where accounts stand on the statements beyond their kind, all of a book on one page."""
