"""Officers join two records of one pesantren, or say that they are two."""
