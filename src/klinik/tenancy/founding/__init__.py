"""How a pesantren without a cooperative comes to one: proposed, decided, made."""
