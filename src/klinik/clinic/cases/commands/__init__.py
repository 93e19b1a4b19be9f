"""Everything that happens to a case. Each command locks the case and, done twice, is once."""

from klinik.clinic.cases.commands.activities import complete_activity, set_activity
from klinik.clinic.cases.commands.closing import agree_to_story, close_case, withdraw_case
from klinik.clinic.cases.commands.helping import accept_help, decline_help, offer_help
from klinik.clinic.cases.commands.messages import answer_case
from klinik.clinic.cases.commands.offices import reassign_case, take_case
from klinik.clinic.cases.commands.opening import open_case
from klinik.clinic.cases.commands.results import choose_result, record_result

__all__ = [
    "accept_help",
    "agree_to_story",
    "answer_case",
    "choose_result",
    "close_case",
    "complete_activity",
    "decline_help",
    "offer_help",
    "open_case",
    "reassign_case",
    "record_result",
    "set_activity",
    "take_case",
    "withdraw_case",
]
