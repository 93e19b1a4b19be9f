"""Pages of the sessions: the list, one session, and the steps of those who keep it."""

from klinik.clinic.sessions.views.attendance import attendance, code, correct, new_code
from klinik.clinic.sessions.views.calendars import calendar, feed, picture
from klinik.clinic.sessions.views.places import give_back, participants, register
from klinik.clinic.sessions.views.planning import announce, call_off, change, new
from klinik.clinic.sessions.views.programme import (
    add_item,
    move_item,
    name_story,
    programme,
    remove_item,
    seat,
    unseat,
)
from klinik.clinic.sessions.views.promised import recommendations
from klinik.clinic.sessions.views.recommending import recommend, turn, withdraw
from klinik.clinic.sessions.views.showing import history, session, session_list
from klinik.clinic.sessions.views.writing import minutes, recording, summary

__all__ = [
    "add_item",
    "announce",
    "attendance",
    "calendar",
    "call_off",
    "change",
    "code",
    "correct",
    "feed",
    "give_back",
    "history",
    "minutes",
    "move_item",
    "name_story",
    "new",
    "new_code",
    "participants",
    "picture",
    "programme",
    "recommend",
    "recommendations",
    "recording",
    "register",
    "remove_item",
    "seat",
    "session",
    "session_list",
    "summary",
    "turn",
    "unseat",
    "withdraw",
]
