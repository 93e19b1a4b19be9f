"""What is recorded in the directory, one function per event."""

from klinik.directory.commands.papers import add_paper, correct_paper, renew_paper
from klinik.directory.commands.pesantren import (
    choose_cover,
    describe_pesantren,
    name_contact,
    remove_cover,
)
from klinik.directory.commands.readings import (
    publish_readings,
    record_reading,
    withdraw_readings,
)

__all__ = [
    "add_paper",
    "choose_cover",
    "correct_paper",
    "describe_pesantren",
    "name_contact",
    "publish_readings",
    "record_reading",
    "remove_cover",
    "renew_paper",
    "withdraw_readings",
]
