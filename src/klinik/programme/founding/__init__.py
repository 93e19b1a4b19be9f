"""A new koppontren from nothing to its first entry: the wizard, and what comes after it."""
