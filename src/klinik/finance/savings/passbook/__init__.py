"""The passbook: what was printed into it, and what is printed next, at its place."""
