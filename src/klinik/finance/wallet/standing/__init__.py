"""Fees of the pesantren that wallets pay each month (syahriyah)."""
