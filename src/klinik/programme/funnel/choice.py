"""What the address of the secretariat's view asks for; whatever it does not know is left out."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from klinik.clinic.cases.models import Stage
from klinik.directory.models import Aspect, Region
from klinik.programme.funnel.queries import GROUPS, Chosen
from klinik.programme.funnel.rules import Step
from klinik.tenancy.models import Office

Coded = TypeVar("Coded", Aspect, Region, Office)
STEPS = {
    "masuk": Step.OPENED,
    "ditanggapi": Step.SEEN,
    "diambil": Step.TAKEN,
    "direncanakan": Step.PLANNED,
    "dilakukan": Step.DONE,
    "diukur": Step.MEASURED,
    "dikisahkan": Step.TOLD,
}
SLUGS = {step: slug for slug, step in STEPS.items()}


class Known(NamedTuple):
    """What one may choose from."""

    aspects: list[Aspect]
    regions: list[Region]
    offices: list[Office]


class Choice(NamedTuple):
    """The chosen cases, how they are grouped, and of the list: how far they came or wait."""

    chosen: Chosen
    group: str = "aspek"
    step: Step = Step.OPENED
    stage: str = ""
    waits: bool = False

    def query(self, **other: Any) -> str:
        """The same choice with something else, as the query of an address."""
        said = {name: str(value) for name, value in (self._said() | other).items() if value}
        return f"?{urlencode(said)}" if said else ""

    def listed(self, **other: Any) -> str:
        """The address of the list of these cases."""
        return reverse("funnel:cases") + self.query(**{"menurut": ""} | other)

    def _said(self) -> dict[str, Any]:
        chosen = self.chosen
        return {
            "dari": chosen.first,
            "sampai": chosen.last,
            "aspek": chosen.aspect and chosen.aspect.code,
            "wilayah": chosen.region and chosen.region.code,
            "bidang": chosen.office and chosen.office.code,
            "menurut": self.group if self.group != "aspek" else "",
            "langkah": SLUGS[self.step] if self.step > Step.OPENED else "",
            "tahap": self.stage,
            "menunggu": "bidang" if self.waits else "",
        }


def choice_of(asked: QueryDict, known: Known) -> Choice:
    """What an address asks for."""
    return Choice(
        Chosen(
            first=_day(asked.get("dari", "")),
            last=_day(asked.get("sampai", "")),
            aspect=_coded(known.aspects, asked.get("aspek", "")),
            region=_coded(known.regions, asked.get("wilayah", "")),
            office=_coded(known.offices, asked.get("bidang", "")),
        ),
        group=_one_of(GROUPS, asked.get("menurut", "")) or "aspek",
        step=STEPS.get(asked.get("langkah", ""), Step.OPENED),
        stage=_one_of(Stage.values, asked.get("tahap", "")),
        waits=asked.get("menunggu") == "bidang",
    )


def _one_of(known: Iterable[str], typed: str) -> str:
    return typed if typed in known else ""


def _coded(rows: Iterable[Coded], code: str) -> Coded | None:
    return next((row for row in rows if row.code == code), None)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2200, 1, 1) else None
