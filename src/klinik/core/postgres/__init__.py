"""Django's own PostgreSQL, which notices a server that went away without asking it."""
