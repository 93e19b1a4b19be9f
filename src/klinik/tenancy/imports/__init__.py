"""Pages on which offices bring in pesantren from Excel or CSV."""
