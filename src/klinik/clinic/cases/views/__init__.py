"""Pages of the cases: the list, the form that opens one, and one case with its steps."""

from klinik.clinic.cases.views.case import case, file
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
    "agree",
    "answer",
    "case",
    "case_list",
    "choose",
    "close",
    "done",
    "file",
    "measure",
    "new",
    "plan",
    "reassign",
    "take",
    "withdraw",
]
