"""Pages of the cases: the list, the form that opens one, and one case with its steps."""

from klinik.clinic.cases.views.case import case, file
from klinik.clinic.cases.views.helping import accept, decline, offer
from klinik.clinic.cases.views.listing import case_list
from klinik.clinic.cases.views.opening import new
from klinik.clinic.cases.views.steps import (
    agree,
    answer,
    choose,
    close,
    done,
    measure,
    plan,
    reassign,
    take,
    withdraw,
)

__all__ = [
    "accept",
    "agree",
    "answer",
    "case",
    "case_list",
    "choose",
    "close",
    "decline",
    "done",
    "file",
    "measure",
    "new",
    "offer",
    "plan",
    "reassign",
    "take",
    "withdraw",
]
