"""How long a step can be taken back without a word to anybody."""

from datetime import timedelta

UNDO_WITHIN = timedelta(minutes=1)
