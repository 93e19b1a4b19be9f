"""Which entry undid which, which puts which right, and which a request recorded."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from klinik.finance.ledger.models import Correction, Entry
from klinik.finance.ledger.words import REVERSAL
from klinik.tenancy.models import Koppontren


def reversed_by(koppontren: Koppontren, entries: Iterable[Entry]) -> dict[int, int]:
    """Which of these entries were undone: the number of each, and of the entry that undid it."""
    numbers = [entry.number for entry in entries]
    undone = Entry.objects.of(koppontren).filter(reverses__in=numbers)
    return {first: second for first, second in undone.values_list("reverses", "number") if first}


def undoing_of(field: str) -> Subquery:
    """For annotations: the number of the entry that undoes the one which a row's `field` names."""
    undoing = Entry.objects.filter(koppontren=OuterRef("koppontren"), reverses=OuterRef(field))
    return Subquery(undoing.values("number")[:1])


def undone_of_kind(koppontren: Koppontren, kind: str) -> list[int]:
    """The numbers of all entries of a kind that were undone."""
    undoing = Entry.objects.of(koppontren).filter(reverses__isnull=False, kind=kind + REVERSAL)
    return [number for number in undoing.values_list("reverses", flat=True) if number]


def entry_of_request(koppontren: Koppontren, request_id: UUID) -> Entry | None:
    """What this request recorded, if it did."""
    return Entry.objects.of(koppontren).filter(request_id=request_id).first()


def corrections_of(
    koppontren: Koppontren, numbers: Collection[int]
) -> tuple[dict[int, int], dict[int, list[int]]]:
    """What each of these entries puts right, and which entries put each of them right."""
    rows = Correction.objects.of(koppontren).order_by("entry_number")
    pairs = rows.filter(Q(entry_number__in=numbers) | Q(corrects__in=numbers))
    corrects: dict[int, int] = {}
    corrected_by: dict[int, list[int]] = {}
    for number, earlier in pairs.values_list("entry_number", "corrects"):
        corrects[number] = earlier
        corrected_by.setdefault(earlier, []).append(number)
    return corrects, corrected_by
