"""A card that is shown for a meal or at the door: noted, and never money."""
