"""Pages of what a cooperative offers: its savings products, and who is behind with the duty."""
