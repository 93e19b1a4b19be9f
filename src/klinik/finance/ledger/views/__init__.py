"""Pages of the book itself and what recording has in common; each room has its own."""
