"""What joins everything about one person: their data to take away."""
