"""Figures that are read of a pesantren, shown to all, or withdrawn."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from klinik.directory.evidence import Evidence
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.rules import checked_source, checked_value, refuse_future
from klinik.people.models import User


def record_reading(
    pesantren: Pesantren,
    *,
    indicator: Indicator,
    value: Decimal | int,
    period: str,
    on: date,
    origin: Reading.Origin,
    source: str,
    by: User | None,
    evidence: Evidence | None = None,
    note: str = "",
    evidence_hash: str = "",
    consent_number: UUID | None = None,
    is_public: bool = False,
    is_simulated: bool = False,
) -> Reading:
    """Keep one figure of one day, in the indicator's unit; it can never be edited afterwards.

    Raises BadReading for a value out of range, a day to come or no source.
    """
    refuse_future(on, today=timezone.localdate())
    reading = Reading(
        pesantren=pesantren,
        indicator=indicator,
        value=checked_value(value, unit=indicator.unit),
        unit=indicator.unit,
        period=period.replace("\0", "").strip()[:60],
        on=on,
        origin=origin,
        source=checked_source(source),
        note=note.replace("\0", "").strip()[:500],
        evidence_hash=evidence_hash,
        consent_number=consent_number,
        recorded_by=by,
        is_public=is_public,
        is_simulated=is_simulated,
    )
    if evidence:
        reading.evidence_hash = evidence.hash
        reading.evidence.save(str(evidence.content.name), evidence.content, save=False)
    reading.save(force_insert=True)
    return reading


def withdraw_readings(consent_number: UUID) -> int:
    """Take every reading of this consent out of all views; returns how many left just now.

    Under row-level security: only readings of a pesantren that the reader belongs to.
    """
    shown = Reading.objects.shown().filter(consent_number=consent_number)
    return shown.update(withdrawn_at=timezone.now())


def publish_readings(*readings: Reading) -> None:
    """Show these figures to everybody; their evidence stays, and withdrawn ones stay hidden."""
    ids = [reading.pk for reading in readings]
    Reading.objects.shown().filter(pk__in=ids).update(is_public=True)
