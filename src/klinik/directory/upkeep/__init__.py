"""What is typed to keep the page of a pesantren."""
