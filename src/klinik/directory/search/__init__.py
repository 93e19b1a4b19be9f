"""What is found in the directory, and what it can be narrowed down by."""
