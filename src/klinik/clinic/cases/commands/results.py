"""What became of the figure."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands.recording import (
    enclose,
    figure_at_first,
    fresh,
    locked,
    read_figure,
    record,
    refuse_closed,
    refuse_untaken,
    was_done,
)
from klinik.clinic.cases.models import Audience, Case, CaseEvent
from klinik.clinic.cases.rules import (
    MOST_FILES,
    OtherFigure,
    fingerprint,
    refuse_before,
    refuse_future,
)
from klinik.core.writing import files_with_rows
from klinik.directory.evidence import Evidence, hashes_of, refuse_too_many
from klinik.directory.models import Reading
from klinik.people.models import User

Kind = CaseEvent.Kind


@files_with_rows()
@transaction.atomic
def record_result(
    case: Case,
    *,
    value: Decimal,
    on: date,
    source: str,
    request_id: UUID,
    by: User,
    period: str = "",
    enclosures: Sequence[Evidence] = (),
    at: datetime | None = None,
) -> Case:
    """Record what became of the figure, in its indicator's unit, as a reading of day `on`.

    What it stands on is told with it, the first file as its evidence; where only the named read the
    case, on the case alone.
    """
    refuse_too_many(enclosures, most=MOST_FILES)
    content: dict[str, Any] = {"value": value, "on": on, "source": source, "period": period}
    said = fingerprint(content | {"file": hashes_of(enclosures)})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.MEASURED, said=said):
        refuse_closed(case)
        refuse_untaken(case)
        refuse_future(on, today=timezone.localdate(at))
        figure, before = figure_at_first(case)
        refuse_before(on, before.on)
        hides = case.audience == Audience.NAMED
        told: dict[str, Any] = (
            {"source": case.pesantren.name}
            if hides
            else {"source": source, "period": period, "file": next(iter(enclosures), None)}
        )
        reading = read_figure(case.pesantren, figure, value, on, by=by, **told)
        event = record(
            case,
            Kind.MEASURED,
            by=by,
            at=at,
            reading=reading,
            text="\n".join(filter(None, [source, period])) if hides else "",
            request_id=request_id,
            fingerprint=said,
        )
        enclose(event, enclosures, evidence=reading.evidence.name or "")
    return fresh(case)


@transaction.atomic
def choose_result(case: Case, *, reading: Reading, by: User, at: datetime | None = None) -> Case:
    """Let a figure that the cooperative shared from its books be the result of the case."""
    case = locked(case)
    if case.result_id != reading.pk:
        refuse_closed(case)
        refuse_untaken(case)
        of_this = (reading.pesantren_id, reading.indicator_id) == (
            case.pesantren_id,
            case.indicator_id,
        )
        if not of_this or reading.withdrawn_at or reading.origin != Reading.Origin.BOOKS:
            raise OtherFigure
        refuse_before(reading.on, figure_at_first(case)[1].on)
        record(case, Kind.MEASURED, by=by, at=at, reading=reading)
    return fresh(case)
