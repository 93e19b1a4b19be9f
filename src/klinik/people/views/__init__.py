"""A person's own account, their inbox, and what they read whose sign-in is locked for a while."""

from klinik.people.views.account import account, locked_out, sign_out, sign_out_everywhere
from klinik.people.views.changes import confirm, own_email, own_name, own_number
from klinik.people.views.inbox import inbox, open_notification, preferences, read_all, unread_last

__all__ = [
    "account",
    "confirm",
    "inbox",
    "locked_out",
    "open_notification",
    "own_email",
    "own_name",
    "own_number",
    "preferences",
    "read_all",
    "sign_out",
    "sign_out_everywhere",
    "unread_last",
]
