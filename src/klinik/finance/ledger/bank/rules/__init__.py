"""How a bank's table is read, known again and matched with the book. Pure."""
