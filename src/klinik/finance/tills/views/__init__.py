"""Pages of drawers: one's own, all of them, cash on its way."""
