"""What is recorded about a pesantren: readings, their withdrawal, and papers of its products."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.directory.evidence import Evidence, hash_of
from klinik.directory.models import Indicator, Paper, PaperFile, Pesantren, Product, Reading
from klinik.directory.rules import (
    BadPaper,
    PaperReused,
    checked_number,
    checked_source,
    checked_value,
    refuse_future,
    refuse_shorter,
)
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


@transaction.atomic
def add_paper(
    product: Product,
    *,
    kind: Paper.Kind,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None = None,
) -> Paper:
    """Record a legality paper that the product did not have; sent twice, it is one paper.

    Call `read_as(by)` first. Raises BadPaper, PaperReused.
    """
    Product.objects.select_for_update().get(pk=product.pk)
    said = _fingerprint("add", product.pk, kind, number, valid_until, file)
    if known := _known(request_id, said=said, by=by):
        return known
    number = checked_number(number)
    if product.papers.filter(kind=kind, replaced_at=None).exists():
        raise BadPaper(_("This product has such a paper already. Renew or correct that one."))
    return _keep(product, kind, number, valid_until, request_id, said, by, file)


@transaction.atomic
def renew_paper(
    paper: Paper,
    *,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None = None,
) -> Paper:
    """Put a newer paper in the place of one that ends; the old file proves nothing of the new.

    Call `read_as(by)` first. Raises BadPaper, PaperReused.
    """
    product = Product.objects.select_for_update().get(pk=paper.product_id)
    said = _fingerprint("renew", paper.pk, paper.kind, number, valid_until, file)
    if known := _known(request_id, said=said, by=by):
        return known
    number = checked_number(number)
    refuse_shorter(valid_until, before=paper.valid_until)
    _replace(paper)
    return _keep(product, paper.kind, number, valid_until, request_id, said, by, file)


@transaction.atomic
def correct_paper(
    paper: Paper,
    *,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None = None,
) -> Paper:
    """Put right what was typed wrongly; the file stays unless a better one comes.

    Call `read_as(by)` first. Raises BadPaper, PaperReused.
    """
    product = Product.objects.select_for_update().get(pk=paper.product_id)
    said = _fingerprint("correct", paper.pk, paper.kind, number, valid_until, file)
    if known := _known(request_id, said=said, by=by):
        return known
    number = checked_number(number)
    _replace(paper)
    kept = _keep(product, paper.kind, number, valid_until, request_id, said, by, file)
    if not file and (earlier := PaperFile.objects.filter(paper=paper).first()):
        PaperFile.objects.create(paper=kept, file=earlier.file.name)
    return kept


def _fingerprint(
    act: str, of: int, kind: str, number: str, valid_until: date | None, file: Evidence | None
) -> str:
    said = [act, of, str(kind), number, str(valid_until), hash_of(file)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _known(request_id: UUID, *, said: str, by: User) -> Paper | None:
    known = Paper.objects.filter(request_id=request_id).first()
    if known and (known.fingerprint, known.recorded_by_id) != (said, by.pk):
        raise PaperReused
    return known


def _replace(paper: Paper) -> None:
    current = Paper.objects.filter(pk=paper.pk, replaced_at=None)
    if not current.update(replaced_at=timezone.now()):
        raise BadPaper(_("Somebody has replaced this paper meanwhile. Look at the list again."))


def _keep(
    product: Product,
    kind: str,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    said: str,
    by: User,
    file: Evidence | None,
) -> Paper:
    paper = Paper.objects.create(
        product=product,
        kind=kind,
        number=number,
        valid_until=valid_until,
        request_id=request_id,
        fingerprint=said,
        recorded_by=by,
        is_simulated=product.is_simulated,
    )
    if file:
        scan = PaperFile(paper=paper)
        scan.file.save(str(file.content.name), file.content, save=False)
        scan.save(force_insert=True)
    return paper
