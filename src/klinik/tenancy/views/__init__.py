"""Pages of people and their roles, and of the papers that a pesantren's people keep."""
