"""An officer's desk: what waits for them, what is late, what comes; and who has how much."""
