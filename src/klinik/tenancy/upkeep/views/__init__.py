"""Pages on which the page of a pesantren is kept and checked."""
