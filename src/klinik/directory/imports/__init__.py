"""Pesantren and their products from somebody's own table."""
