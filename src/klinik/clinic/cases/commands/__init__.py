"""Everything that happens to a case. Each command locks the case and, done twice, is once."""

from klinik.clinic.cases.commands.activities import (
    complete_activity,
    drop_activity,
    move_activity,
    set_activity,
)
from klinik.clinic.cases.commands.closing import (
    agree_to_story,
    close_case,
    take_back_case,
    withdraw_case,
)
from klinik.clinic.cases.commands.following import follow_case, leave_case
from klinik.clinic.cases.commands.helping import accept_help, decline_help, offer_help
from klinik.clinic.cases.commands.messages import answer_case
from klinik.clinic.cases.commands.naming import name_reader, open_to_network
from klinik.clinic.cases.commands.offices import (
    assign_case,
    reassign_case,
    take_case,
    triage_case,
)
from klinik.clinic.cases.commands.opening import complete_case, open_case, open_light_case
from klinik.clinic.cases.commands.planning import set_goals
from klinik.clinic.cases.commands.referring import (
    accept_referral,
    fulfil_referral,
    recall_referral,
    refer_case,
    refuse_referral,
)
from klinik.clinic.cases.commands.results import choose_result, record_result
from klinik.clinic.cases.commands.times import set_day, set_target

__all__ = [
    "accept_help",
    "accept_referral",
    "agree_to_story",
    "answer_case",
    "assign_case",
    "choose_result",
    "close_case",
    "complete_activity",
    "complete_case",
    "decline_help",
    "drop_activity",
    "follow_case",
    "fulfil_referral",
    "leave_case",
    "move_activity",
    "name_reader",
    "offer_help",
    "open_case",
    "open_light_case",
    "open_to_network",
    "reassign_case",
    "recall_referral",
    "record_result",
    "refer_case",
    "refuse_referral",
    "set_activity",
    "set_day",
    "set_goals",
    "set_target",
    "take_back_case",
    "take_case",
    "triage_case",
    "withdraw_case",
]
