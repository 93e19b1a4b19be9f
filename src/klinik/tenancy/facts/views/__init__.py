"""Pages of the facts: a koppontren's own, and the offices' list of who lacks what."""
