"""How often a secret was guessed, counted for all processes at once."""

from django.db import models
from django.utils import timezone


class Attempts(models.Model):
    """Guesses in a row at one secret; `about` says at which, by numbers and not by names."""

    about = models.CharField(max_length=60, primary_key=True)
    made = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.about}: {self.made}"
