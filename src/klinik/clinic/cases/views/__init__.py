"""Pages of the cases: the list, the form that opens one, and one case with its steps."""

from klinik.clinic.cases.views.case import case, file
from klinik.clinic.cases.views.following import follow, leave
from klinik.clinic.cases.views.helping import accept, decline, offer
from klinik.clinic.cases.views.listing import case_list
from klinik.clinic.cases.views.opening import alike, new
from klinik.clinic.cases.views.referring import fulfil, recall, refer, refuse, welcome
from klinik.clinic.cases.views.steps import (
    agree,
    aim,
    answer,
    assign,
    choose,
    close,
    complete,
    done,
    drop,
    measure,
    move,
    name,
    plan,
    reassign,
    take,
    triage,
    widen,
    withdraw,
)
from klinik.clinic.cases.views.times import day_off, target, times

__all__ = [
    "accept",
    "agree",
    "aim",
    "alike",
    "answer",
    "assign",
    "case",
    "case_list",
    "choose",
    "close",
    "complete",
    "day_off",
    "decline",
    "done",
    "drop",
    "file",
    "follow",
    "fulfil",
    "leave",
    "measure",
    "move",
    "name",
    "new",
    "offer",
    "plan",
    "reassign",
    "recall",
    "refer",
    "refuse",
    "take",
    "target",
    "times",
    "triage",
    "welcome",
    "widen",
    "withdraw",
]
