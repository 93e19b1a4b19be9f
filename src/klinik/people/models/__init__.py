"""People who can sign in, their sessions, and what they are told."""

from klinik.people.models.attempts import Attempts
from klinik.people.models.notifications import Letter, Notification, Preference
from klinik.people.models.own import Erasure, OwnCopy
from klinik.people.models.users import Session, User, UserManager

__all__ = [
    "Attempts",
    "Erasure",
    "Letter",
    "Notification",
    "OwnCopy",
    "Preference",
    "Session",
    "User",
    "UserManager",
]
