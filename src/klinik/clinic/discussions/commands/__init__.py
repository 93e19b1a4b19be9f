"""Everything that happens in a discussion: written once per request, told to whom it concerns."""

from klinik.clinic.discussions.commands.accepting import accept_answer, take_back_answer
from klinik.clinic.discussions.commands.following import follow, unfollow
from klinik.clinic.discussions.commands.keeping_order import (
    flag,
    hide,
    leave_as_it_is,
    lock,
    publish,
    show_again,
    unlock,
    withdraw_from_public,
)
from klinik.clinic.discussions.commands.telling import send_digests
from klinik.clinic.discussions.commands.writing import edit_post, open_topic, reply

__all__ = [
    "accept_answer",
    "edit_post",
    "flag",
    "follow",
    "hide",
    "leave_as_it_is",
    "lock",
    "open_topic",
    "publish",
    "reply",
    "send_digests",
    "show_again",
    "take_back_answer",
    "unfollow",
    "unlock",
    "withdraw_from_public",
]
