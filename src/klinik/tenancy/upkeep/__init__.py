"""Keeping the page of a pesantren: by its own people, and by the offices that answer for it."""
