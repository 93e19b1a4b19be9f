"""A new province: from an empty database to its secretariat at work."""
