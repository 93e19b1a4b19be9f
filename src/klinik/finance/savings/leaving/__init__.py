"""Leaving the cooperative: everything held is paid out at once, to the member or to the heir."""
