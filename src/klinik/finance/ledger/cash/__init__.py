"""Money in and money out in plain words: where it is, and what it came from or went to."""
