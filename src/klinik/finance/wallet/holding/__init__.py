"""Money held back for an order in advance: catering, kitab."""
