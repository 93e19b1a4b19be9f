"""`post` from Django against django-hordak's two-leg transaction on the same server."""
