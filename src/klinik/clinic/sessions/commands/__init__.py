"""Everything that changes a session."""

from klinik.clinic.sessions.commands.agenda import add_item, move_item, name_story, remove_item
from klinik.clinic.sessions.commands.attendance import (
    call_roll,
    correct_attendance,
    give_code,
    type_code,
)
from klinik.clinic.sessions.commands.minutes import publish_recording, write_minutes
from klinik.clinic.sessions.commands.panel import leave_panel, seat_panelist
from klinik.clinic.sessions.commands.places import give_back, register
from klinik.clinic.sessions.commands.planning import (
    announce,
    call_off,
    change_session,
    plan_session,
    report_session,
)
from klinik.clinic.sessions.commands.recommending import (
    recommend,
    take_back_case_of,
    turn_into_case,
    withdraw_recommendation,
)

__all__ = [
    "add_item",
    "announce",
    "call_off",
    "call_roll",
    "change_session",
    "correct_attendance",
    "give_back",
    "give_code",
    "leave_panel",
    "move_item",
    "name_story",
    "plan_session",
    "publish_recording",
    "recommend",
    "register",
    "remove_item",
    "report_session",
    "seat_panelist",
    "take_back_case_of",
    "turn_into_case",
    "type_code",
    "withdraw_recommendation",
    "write_minutes",
]
