"""How much one person takes and pays alone over the counter, and what waits above it."""
