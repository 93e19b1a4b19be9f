"""The tables of the secretariat's view: groups of cases with their times, and the cases."""

from calendar import monthrange
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column
from klinik.programme.funnel.choice import SLUGS, Choice
from klinik.programme.funnel.queries import Row
from klinik.programme.funnel.rules import Step

WORDS: dict[Step, str | Promise] = {
    Step.OPENED: _("Brought"),
    Step.SEEN: _("Answered by an office"),
    Step.TAKEN: _("Taken"),
    Step.PLANNED: _("Planned"),
    Step.DONE: _("Done"),
    Step.MEASURED: _("Measured"),
    Step.TOLD: _("Told as a story"),
}
GROUP_WORDS: dict[str, str | Promise] = {
    "aspek": _("Aspect"),
    "bidang": _("Office"),
    "wilayah": _("Region"),
    "bulan": _("Month"),
}


def group_columns(choice: Choice, codes: dict[Any, str]) -> list[Column[Row]]:
    """What stands of each group; every number leads to the cases that it counts."""
    name: Column[Row] = Column(
        choice.group, GROUP_WORDS[choice.group], lambda row: row.name or str(_("none"))
    )
    steps: list[Column[Row]] = [
        Column(
            SLUGS[step],
            WORDS[step],
            _at(step),
            link=_leads(choice, codes, step),
            is_number=True,
            total=True,
        )
        for step in Step
    ]
    times: list[tuple[str, Promise, Callable[[Row], int | None]]] = [
        ("jawab", _("First answer, median"), lambda row: row.first_answer),
        ("jawab90", _("First answer, 9 of 10"), lambda row: row.first_answer_90),
        ("hasil", _("Result, median"), lambda row: row.result),
        ("hasil90", _("Result, 9 of 10"), lambda row: row.result_90),
    ]
    # Nine of ten stands on top of the page for all, and here for whoever chooses it.
    waited: list[Column[Row]] = [
        Column(key, named, days, is_number=True, is_usual=not key.endswith("90"))
        for key, named, days in times
    ]
    return [name, *steps, *waited]


def _at(step: Step) -> Callable[[Row], int]:
    return lambda row: row.numbers[step - 1]


def _leads(choice: Choice, codes: dict[Any, str], step: Step) -> Callable[[Row], str]:
    def address(row: Row) -> str:
        if row.key is None:
            return ""
        narrowed = {choice.group: codes.get(row.key, "")}
        if choice.group == "bulan":
            _first, days = monthrange(row.key.year, row.key.month)
            narrowed = {"dari": row.key, "sampai": row.key.replace(day=days)}
        return choice.listed(langkah=SLUGS[step], **narrowed)

    return address
