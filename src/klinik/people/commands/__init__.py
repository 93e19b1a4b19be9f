"""What a person does to their own account, and what people are told."""

from klinik.people.commands.devices import sign_out_device, sign_out_others
from klinik.people.commands.notifying import choose_ways, mark_all_read, mark_read, notify

__all__ = [
    "choose_ways",
    "mark_all_read",
    "mark_read",
    "notify",
    "sign_out_device",
    "sign_out_others",
]
