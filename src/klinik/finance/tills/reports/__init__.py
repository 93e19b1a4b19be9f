"""A drawer by its code for programs: what it did in a day, and what it is called."""
