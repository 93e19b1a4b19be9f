"""The people around one case, and its road step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from klinik.clinic.cases.commands import (
    agree_to_story,
    close_case,
    complete_activity,
    open_case,
    record_result,
    set_activity,
    take_case,
)
from klinik.clinic.cases.models import Activity, Audience, Case
from klinik.clinic.stories.commands import (
    Telling,
    agree_to_text,
    begin_story_of_case,
    publish_story,
    send_story,
)
from klinik.clinic.stories.models import Story
from klinik.directory.commands import report_reading
from klinik.directory.evidence import Evidence, clean_evidence
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Koppontren, Office
from klinik.tenancy.roles import Role
from tests import world


def shown(content: bytes = b"%PDF-1.7 nota %%EOF") -> Evidence:
    """A document as a form hands it on."""
    return clean_evidence(ContentFile(content, name="nota.pdf"))


@dataclass(frozen=True)
class Scene:
    """A pesantren of Lamongan, the office of its obstacle, and everybody else who might look."""

    pesantren: Pesantren
    koppontren: Koppontren
    office: Office
    indicator: Indicator
    manager: User
    officer: User

    @classmethod
    def set(cls) -> "Scene":
        """Set the scene."""
        koppontren = world.make_koppontren("al-hikmah")
        office = world.make_office("pembiayaan")
        return cls(
            pesantren=koppontren.pesantren,
            koppontren=koppontren,
            office=office,
            indicator=world.make_indicator("days", unit="hari"),
            manager=world.make_member_of(koppontren, Role.MANAGER, name="Manajer"),
            officer=world.make_member_of(office, Role.OFFICER, name="Petugas"),
        )

    def opened(self, **other: Any) -> Case:
        """A case of 21 days that should become 5."""
        read_as(self.manager)
        content: dict[str, Any] = {
            "pesantren": self.pesantren,
            "title": "Laporan terlambat",
            "description": "Nota disalin tiga kali.",
            "since": timezone.localdate() - timedelta(days=100),
            "aspect": self.office.aspect,
            "indicator": self.indicator,
            "baseline": Decimal(21),
            "target": Decimal(5),
            "audience": Audience.OFFICES,
            "request_id": uuid4(),
            "by": self.manager,
        }
        return open_case(**content | other)

    def taken(self, **other: Any) -> Case:
        """The officer has taken it."""
        case = self.opened(**other)
        read_as(self.officer)
        return take_case(case, office=self.office, by=self.officer)

    def planned(self, **other: Any) -> Case:
        """A training is set for today."""
        case = self.taken(**other)
        return set_activity(
            case,
            kind=Activity.Kind.TRAINING,
            what="Pelatihan",
            who="Bidang",
            on=timezone.localdate(),
            request_id=uuid4(),
            by=self.officer,
        )

    def done(self, **other: Any) -> Case:
        """The training took place."""
        case = self.planned(**other)
        activity = case.activities.get()
        today = timezone.localdate()
        return complete_activity(
            activity, on=today, note="Enam hadir.", request_id=uuid4(), by=self.officer
        )

    def measured(self, **other: Any) -> Case:
        """Four days instead of 21."""
        return self.measured_anew(self.done(**other))

    def measured_anew(self, case: Case, **other: Any) -> Case:
        """Four days, as the officer measured."""
        content: dict[str, Any] = {
            "value": Decimal(4),
            "on": timezone.localdate(),
            "source": "Buku serah terima",
            "request_id": uuid4(),
            "by": self.officer,
        }
        return record_result(case, **content | other)

    def closed(self, **other: Any) -> Case:
        """Closed by that result."""
        return close_case(self.measured(**other), by=self.officer)

    def agreed(self, **other: Any) -> Case:
        """Closed, and the pesantren lets its story be told; the officer reads."""
        case = self.closed(**other)
        read_as(self.manager)
        case = agree_to_story(case, by=self.manager)
        read_as(self.officer)
        return case

    def drafted(self, case: Case | None = None, **words: Any) -> Story:
        """An officer wrote the story of a case and sent it to be agreed to."""
        told = case or self.agreed()
        read_as(self.officer)
        telling = Telling(**STORY | words)
        story = begin_story_of_case(told, telling=telling, request_id=uuid4(), by=self.officer)
        return send_story(story, agrees=False, by=self.officer)

    def told(self, case: Case | None = None, *, at: datetime | None = None, **words: Any) -> Story:
        """The pesantren agreed to the text and the officer published it; the officer reads."""
        story = self.drafted(case, **words)
        read_as(self.manager)
        agree_to_text(story, by=self.manager)
        read_as(self.officer)
        return publish_story(story, by=self.officer, at=at)


STORY: dict[str, Any] = {
    "title": "Empat hari saja",
    "summary": "Dulu 21 hari.",
    "was": "Nota disalin tiga kali.",
    "done": "Pelatihan dua hari.",
    "changed": "Nota dicatat sekali.",
}


def put_right(reading: Reading, *, by: User) -> Reading:
    """It was one more than was written down."""
    read_as(by)
    return report_reading(
        reading.pesantren,
        indicator=reading.indicator,
        value=reading.value + 1,
        on=reading.on,
        source="Dihitung lagi",
        request_id=uuid4(),
        by=by,
        replaces=reading,
        is_sure=True,
    )


def journal(case: Case) -> list[str]:
    """What was recorded of a case, in order."""
    return [f"{event.kind} by {event.by.name}" for event in case.events.select_related("by")]


def first_figure(case: Case) -> Reading:
    """How much the figure of a case was at first."""
    assert case.baseline
    return case.baseline
