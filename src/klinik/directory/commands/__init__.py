"""What is recorded in the directory, one function per event."""

from klinik.directory.commands.papers import add_paper, correct_paper, renew_paper
from klinik.directory.commands.readings import (
    publish_readings,
    record_reading,
    withdraw_readings,
)

__all__ = [
    "add_paper",
    "correct_paper",
    "publish_readings",
    "record_reading",
    "renew_paper",
    "withdraw_readings",
]
