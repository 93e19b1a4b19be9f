"""What a person does to their own account, and what people are told."""

from klinik.people.commands.account import ask_email, change_number, confirm_email, rename
from klinik.people.commands.attempts import count_attempt, forget_attempts
from klinik.people.commands.devices import sign_out_device, sign_out_others
from klinik.people.commands.notifying import (
    choose_ways,
    mark_all_read,
    mark_last_unread,
    mark_read,
    notify,
)
from klinik.people.commands.proving import prove_presence
from klinik.people.commands.second_factor import (
    first_code,
    note_first_code,
    reset_second_factor,
    use_code,
)

__all__ = [
    "ask_email",
    "change_number",
    "choose_ways",
    "confirm_email",
    "count_attempt",
    "first_code",
    "forget_attempts",
    "mark_all_read",
    "mark_last_unread",
    "mark_read",
    "note_first_code",
    "notify",
    "prove_presence",
    "rename",
    "reset_second_factor",
    "sign_out_device",
    "sign_out_others",
    "use_code",
]
