"""What every command on a case shares: the lock, the request that came before, the record."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from klinik.clinic.cases.commands.telling import tell
from klinik.clinic.cases.models import Case, CaseEvent, Enclosure
from klinik.clinic.cases.queries import side_of
from klinik.clinic.cases.rules import CaseClosed, NoFigure, NotTaken, RequestReused
from klinik.core.writing import write
from klinik.directory.commands import record_reading
from klinik.directory.evidence import Evidence
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.people.models import User

Kind = CaseEvent.Kind


def locked(case: Case, *, open_only: bool = False) -> Case:
    """The case, held until the transaction ends. Raises CaseClosed where it has to be open."""
    held = Case.objects.select_for_update(of=["self"]).get(pk=case.pk)
    if open_only:
        refuse_closed(held)
    return held


def fresh(case: Case) -> Case:
    """The case with the stage that the database computed from what was recorded."""
    case.refresh_from_db()
    return case


def refuse_closed(case: Case) -> None:
    """Raises CaseClosed where nothing more is recorded."""
    if case.is_closed:
        raise CaseClosed


def refuse_untaken(case: Case) -> None:
    """Raises NotTaken where no office answers for the case yet."""
    if case.office_id is None:
        raise NotTaken


def figure_at_first(case: Case) -> tuple[Indicator, Reading]:
    """The figure that should change, and how much it was. Raises NoFigure."""
    if case.indicator is None or case.baseline is None:
        raise NoFigure
    return case.indicator, case.baseline


def was_done(case: Case, request_id: UUID, *, kind: Kind, said: str) -> bool:
    """This request was recorded before. Raises RequestReused if it said something else then."""
    earlier = case.events.filter(request_id=request_id).first()
    if earlier and (earlier.kind, earlier.fingerprint) != (kind, said):
        raise RequestReused
    return earlier is not None


def record(
    case: Case, kind: Kind, *, by: User, at: datetime | None = None, **facts: Any
) -> CaseEvent:
    """Write one event; the database moves the case along, and those it concerns are told.

    What is written down later, for the moment `at`, is told to nobody.
    """
    facts = {name: fact for name, fact in facts.items() if fact is not None}
    facts |= {"kind": kind, "by": by, "side": side_of(case, by)}
    event = CaseEvent.objects.create(case=case, at=at or timezone.now(), **facts)
    if at is None:
        tell(case, event)
    return event


def read_figure(
    pesantren: Pesantren,
    indicator: Indicator,
    value: Decimal,
    on: date,
    source: str,
    *,
    by: User,
    period: str = "",
    file: Evidence | None = None,
) -> Reading:
    """Keep a figure of the case: with a file it stands on a document, else on their word."""
    origin = Reading.Origin.DOCUMENT if file else Reading.Origin.SELF_REPORTED
    return record_reading(
        pesantren,
        indicator=indicator,
        value=value,
        on=on,
        period=period,
        origin=origin,
        source=source,
        evidence=file,
        by=by,
        is_simulated=pesantren.is_simulated,
    )


def enclose(event: CaseEvent, files: Iterable[Evidence], *, evidence: str = "") -> None:
    """Keep what came with an event; the first lies as a figure's `evidence` already, if it does."""
    for file in files:
        row = Enclosure(event=event, file=evidence, name=file.name, size=file.content.size)
        if not evidence:
            write(row.file, file.content)
        row.save(force_insert=True)
        evidence = ""
