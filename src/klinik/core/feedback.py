"""What was done, said once on the next page, with a way back where there is one."""

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"  # in extra_tags; core/_messages.html offers it as a button


def done(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Say that it is done; `undo` is the address that takes it back when it is posted to."""
    messages.success(request, words, extra_tags=f"{UNDO}{undo}" if undo else "")
