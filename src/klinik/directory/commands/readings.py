"""Figures that are read of a pesantren, shown to all, or withdrawn."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.writing import files_with_rows, write
from klinik.directory.evidence import Evidence
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.rules import (
    AlreadyReplaced,
    Implausible,
    OwnFigure,
    ReadingReused,
    checked_source,
    checked_value,
    is_a_jump,
    refuse_future,
)
from klinik.people.models import User

LONGEST_PERIOD, LONGEST_NOTE = 60, 500  # letters


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
    request_id: UUID | None = None,
    replaces: Reading | None = None,
) -> Reading:
    """Keep one figure of one day, in the indicator's unit; it can never be edited afterwards.

    Raises BadReading for a value out of range, a day to come or no source.
    """
    refuse_future(on, today=timezone.localdate())
    reading = Reading(
        pesantren=pesantren,
        indicator=indicator,
        value=checked_value(value, unit=indicator.unit, may_be_negative=indicator.may_be_negative),
        unit=indicator.unit,
        period=_cleaned(period, LONGEST_PERIOD),
        on=on,
        origin=origin,
        source=checked_source(source),
        note=_cleaned(note, LONGEST_NOTE),
        evidence_hash=evidence_hash,
        consent_number=consent_number,
        recorded_by=by,
        is_public=is_public,
        is_simulated=is_simulated,
        request_id=request_id,
        replaces=replaces,
    )
    if evidence:
        reading.evidence_hash = evidence.hash
        write(reading.evidence, evidence.content)
    reading.save(force_insert=True)
    return reading


@files_with_rows()
@transaction.atomic
def report_reading(
    pesantren: Pesantren,
    *,
    indicator: Indicator,
    value: Decimal,
    on: date,
    request_id: UUID,
    by: User,
    is_sure: bool = False,
    replaces: Reading | None = None,
    is_public: bool = False,
    evidence: Evidence | None = None,
    **words: str,
) -> Reading:
    """Keep a figure that somebody typed, once; one that `replaces` another puts that right.

    What replaces is as public as what it replaces. Call `read_as(by)` first. Raises Implausible
    for a jump nobody is sure of, AlreadyReplaced, ReadingReused, BadReading.
    """
    Pesantren.objects.select_for_update(of=["self"]).get(pk=pesantren.pk)
    if known := Reading.objects.filter(request_id=request_id).first():
        said = (known.pesantren_id, known.indicator_id, known.value, known.on, known.replaces_id)
        now = (pesantren.pk, indicator.pk, value, on, replaces.pk if replaces else None)
        words_said = (known.period, known.source, known.note)
        is_other_file = known.evidence_hash != (evidence.hash if evidence else "")
        if is_other_file or said != now or words_said != _cleaned_words(**words):
            raise ReadingReused
        return known
    old = _in_force(replaces) if replaces else None
    if not is_sure:
        _refuse_jump(pesantren, indicator, value=value, on=on, but=old)
    reading = record_reading(
        pesantren,
        indicator=indicator,
        value=value,
        period=words.get("period", ""),
        on=on,
        origin=Reading.Origin.DOCUMENT if evidence else Reading.Origin.SELF_REPORTED,
        source=words.get("source", ""),
        note=words.get("note", ""),
        by=by,
        evidence=evidence,
        is_public=old.is_public if old else is_public,
        is_simulated=old.is_simulated if old else pesantren.is_simulated,
        request_id=request_id,
        replaces=old,
    )
    if old:
        Reading.objects.filter(pk=old.pk).update(replaced_at=timezone.now())
    return reading


def _cleaned_words(*, period: str = "", source: str = "", note: str = "") -> tuple[str, str, str]:
    """As `record_reading` keeps them."""
    return _cleaned(period, LONGEST_PERIOD), checked_source(source), _cleaned(note, LONGEST_NOTE)


def _cleaned(text: str, longest: int) -> str:
    return text.replace("\0", "").strip()[:longest]


def _in_force(reading: Reading) -> Reading:
    """The reading, where it may be replaced."""
    old = Reading.objects.typed().filter(pk=reading.pk).first()
    if old is None:
        raise AlreadyReplaced
    return old


def _refuse_jump(
    pesantren: Pesantren, indicator: Indicator, *, value: Decimal, on: date, but: Reading | None
) -> None:
    rows = Reading.objects.current().filter(pesantren=pesantren, indicator=indicator, on__lte=on)
    if but:
        rows = rows.exclude(pk=but.pk)
    before = rows.order_by("-on", "-pk").first()
    if before and is_a_jump(before.value, value):
        sentence = _(
            "On %(day)s it was %(before)s, now %(after)s. If that is right, tick the box below and"
            " save once more."
        )
        told = {"day": date_format(before.on, "j F Y")}
        told |= {"before": before.in_words, "after": indicator.in_words(value)}
        raise Implausible(sentence % told)


def show_reading(reading: Reading, *, to_all: bool) -> None:
    """Let everybody see a figure, or its pesantren and the offices alone. Twice is once."""
    Reading.objects.typed().filter(pk=reading.pk).update(is_public=to_all)


def check_reading(reading: Reading, *, office: str, by: User) -> None:
    """An office saw what a figure rests on; it says so once, and the mark stays.

    Call `read_as(by)` first. Raises OwnFigure.
    """
    if reading.recorded_by_id == by.pk:
        raise OwnFigure
    rows = Reading.objects.current().filter(pk=reading.pk, checked_at=None)
    rows.update(checked_at=timezone.now(), checked_as=office, checked_by=by)


def withdraw_readings(consent_number: UUID) -> int:
    """Take every reading of this consent out of all views; returns how many left just now.

    Under row-level security: only readings of a pesantren that the reader belongs to.
    """
    shown = Reading.objects.shown().filter(consent_number=consent_number)
    return shown.update(withdrawn_at=timezone.now())


def publish_readings(*readings: Reading) -> None:
    """Show these figures to everybody; not those withdrawn or put right. Evidence stays."""
    ids = [reading.pk for reading in readings]
    Reading.objects.current().filter(pk__in=ids).update(is_public=True)
