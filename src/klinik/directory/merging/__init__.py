"""Two records of one pesantren: how they are recognised, compared and joined."""
