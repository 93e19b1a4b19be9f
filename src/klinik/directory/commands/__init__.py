"""What is recorded in the directory, one function per event."""

from klinik.directory.commands.checks import ask_pesantren, check_paper, verify_pesantren
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
    "ask_pesantren",
    "check_paper",
    "choose_cover",
    "correct_paper",
    "describe_pesantren",
    "name_contact",
    "publish_readings",
    "record_reading",
    "remove_cover",
    "renew_paper",
    "verify_pesantren",
    "withdraw_readings",
]
