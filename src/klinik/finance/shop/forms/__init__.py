"""The shapes of what is typed about a shop."""
