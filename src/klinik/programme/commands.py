"""Giving and withdrawing consent, and reading the figure that was consented to."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import dropwhile
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.directory.commands import record_reading, withdraw_readings
from klinik.directory.models import Indicator, Reading
from klinik.finance.ledger.queries import end_of_chain
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.savings.queries import member_savings_total
from klinik.people.models import User
from klinik.programme.models import Consent, SharedFigure
from klinik.programme.rules import (
    AlreadyShared,
    BookBusy,
    ConsentRequestReused,
    ConsentWithdrawn,
    NoBook,
    NotShareable,
    evidence_hash,
    reading_days,
)
from klinik.tenancy.models import Koppontren

# The figures that can leave the books, by the code of their indicator: never a row, only a total.
FIGURES: dict[str, Callable[..., int]] = {"member-savings-total": member_savings_total}
TRIES = 5


@transaction.atomic
def give_consent(
    koppontren: Koppontren,
    *,
    indicator: Indicator,
    starts_on: date,
    ends_on: date,
    request_id: UUID,
    by: User,
) -> Consent:
    """Share one named figure for a period, and read it for the days that have come.

    The request is the consent's own number, so a second click is the same consent. A consent may
    follow one that ends before it. Raises ConsentRequestReused, ConsentWithdrawn, NotShareable,
    AlreadyShared, NoBook.
    """
    koppontren = Koppontren.objects.select_for_update(of=["self"]).get(pk=koppontren.pk)
    given = Consent.objects.of(koppontren)
    if known := given.filter(number=request_id).first():
        if (known.indicator_id, known.starts_on, known.ends_on) != (
            indicator.pk,
            starts_on,
            ends_on,
        ):
            raise ConsentRequestReused
        if known.is_withdrawn:
            raise ConsentWithdrawn
        return known
    if indicator.code not in FIGURES:
        raise NotShareable
    standing = given.filter(indicator=indicator, withdrawn_at=None)
    other = standing.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other:
        raise AlreadyShared(starts_on=other.starts_on, ends_on=other.ends_on)
    consent = Consent.objects.create(
        koppontren=koppontren,
        number=request_id,
        indicator=indicator,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=by,
    )
    read_due_figures(consent, today=timezone.localdate(), and_today=True)
    return consent


def read_due_figures(consent: Consent, *, today: date, and_today: bool = False) -> list[Reading]:
    """Read the figure for every day that has come and was not read; withdrawn, nothing is read.

    Nor is anything read of a day before the book's first entry. The consent is locked, so that no
    reading slips in behind its withdrawal.
    """
    locked = Consent.objects.select_for_update(of=["self"])
    consent = locked.select_related("koppontren__pesantren", "indicator", "given_by").get(
        pk=consent.pk
    )
    if consent.is_withdrawn:
        return []
    due = set(reading_days(starts_on=consent.starts_on, ends_on=consent.ends_on, today=today))
    if and_today and consent.starts_on <= today <= consent.ends_on:
        due.add(today)
    due -= set(consent.figures.values_list("on", flat=True))
    return [_read_figure(consent, on=day) for day in _since_first_entry(consent, sorted(due))]


def _since_first_entry(consent: Consent, days: list[date]) -> Iterator[date]:
    # Before its first entry a book does not say that there was nothing: it does not speak yet.
    return dropwhile(lambda day: not totals(consent.koppontren, on=day), days)


def _read_figure(consent: Consent, *, on: date) -> Reading:
    value, evidence = _figure_with_evidence(consent, on=on)
    reading = record_reading(
        consent.koppontren.pesantren,
        indicator=consent.indicator,
        value=value,
        period="",
        on=on,
        origin=Reading.Origin.BOOKS,
        source=str(consent.koppontren),
        by=consent.given_by,
        evidence_hash=evidence_hash(evidence),
        consent_number=consent.number,
        is_simulated=consent.koppontren.is_simulated,
    )
    SharedFigure.objects.create(
        koppontren=consent.koppontren, consent=consent, reading=reading, on=on, evidence=evidence
    )
    return reading


def _figure_with_evidence(consent: Consent, *, on: date) -> tuple[int, dict[str, object]]:
    # The application's role may not lock a book, so the head is compared before and after: where
    # it did not move, the figure belongs to exactly this state of the chain.
    figure = FIGURES[consent.indicator.code]
    before = _head(consent.koppontren)
    for _try in range(TRIES):
        value = figure(consent.koppontren, on=on)
        after = _head(consent.koppontren)
        if before == after:
            number, chain = after
            return value, {
                "chain": chain,
                "figure": consent.indicator.code,
                "koppontren": consent.koppontren.slug,
                "last_entry": number,
                "on": on.isoformat(),
                "value": value,
            }
        before = after
    raise BookBusy


def _head(koppontren: Koppontren) -> tuple[int, str]:
    head = end_of_chain(koppontren)
    if head is None:
        raise NoBook
    return head


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User) -> Consent:
    """Take the consent back: nothing new is read, and what was read leaves every view.

    Done twice, it is still one withdrawal. The audit trail keeps both.
    """
    consent = Consent.objects.select_for_update(of=["self"]).get(pk=consent.pk)
    if not consent.is_withdrawn:
        consent.withdrawn_at = timezone.now()
        consent.withdrawn_by = by
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
        withdraw_readings(consent.number)
    return consent
