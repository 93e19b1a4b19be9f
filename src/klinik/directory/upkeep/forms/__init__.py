"""What is typed to keep the page of a pesantren, and to check it."""
