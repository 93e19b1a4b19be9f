"""The member's own page: what they hold, what happened, what is known and agreed to."""
