"""Wallets for programs: the same commands as their pages."""
