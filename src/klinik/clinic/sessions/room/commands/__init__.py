"""Everything that changes a room, and what follows from what was asked there."""

from klinik.clinic.sessions.room.commands.happening import be_there, happen, start_item
from klinik.clinic.sessions.room.commands.keeping import (
    keep_answer,
    take_back_case_of_question,
    turn_question_into_case,
)

__all__ = [
    "be_there",
    "happen",
    "keep_answer",
    "start_item",
    "take_back_case_of_question",
    "turn_question_into_case",
]
