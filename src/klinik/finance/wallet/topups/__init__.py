"""Money that comes by itself: a transfer that is recognised, QRIS that an acquirer confirms."""
