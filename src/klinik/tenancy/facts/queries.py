"""The facts of a koppontren, those that everybody may know, and who lacks what."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from klinik.directory.models import Pesantren, Region
from klinik.tenancy.facts.rules import last_book_year, rat_due_on
from klinik.tenancy.models import Koppontren, LegalTerm, Rat, TenantQuerySet


class Due(NamedTuple):
    """The RAT that is asked for now: about which book year, until when, by which source."""

    year: int
    on: date
    source: str
    is_held: bool
    is_late: bool


def public_koppontren(pesantren: Pesantren) -> Koppontren | None:
    """The cooperative of a pesantren with its latest RAT: one question."""
    return _with_latest_rat(Koppontren.objects.filter(pesantren=pesantren)).first()


def _with_latest_rat(rows: QuerySet[Koppontren]) -> QuerySet[Koppontren]:
    latest = Rat.objects.filter(koppontren=OuterRef("pk")).order_by("-year")
    return rows.annotate(
        rat_year=Subquery(latest.values("year")[:1]),
        rat_held_on=Subquery(latest.values("held_on")[:1]),
        rat_present=Subquery(latest.values("present")[:1]),
        rat_members=Subquery(latest.values("members")[:1]),
    )


def rats_of(koppontren: Koppontren) -> TenantQuerySet[Rat]:
    """Every RAT that was recorded, the latest first, with its minutes. Call inside the tenant."""
    return Rat.objects.of(koppontren).select_related("minutes", "recorded_by").order_by("-year")


def term_on(day: date, kind: LegalTerm.Kind = LegalTerm.Kind.RAT_MONTHS) -> LegalTerm | None:
    """What the law gives on this day."""
    return LegalTerm.objects.filter(kind=kind, from_on__lte=day).order_by("-from_on").first()


def due_rat(koppontren: Koppontren, *, today: date) -> Due | None:
    """The RAT about the last book year that is over; None where no law says by when."""
    term = term_on(today)
    if term is None:
        return None
    month = koppontren.fiscal_month
    year = last_book_year(today, month=month)
    on = rat_due_on(year, month=month, within=term.months)
    is_held = Rat.objects.filter(koppontren=koppontren, year=year).exists()
    return Due(year, on, term.source, is_held, is_late=not is_held and on < today)


NOTHING = "tidak_ada"  # what a cooperative lacks that is ready for a grant
LACKS = ("rat", "nik", "qr", "badan_hukum", NOTHING)
READY = Q(has_rat=True, has_nik=True, has_qr=True)


def standings(*, today: date, region: Region | None = None, lacks: str = "") -> Any:
    """Koppontren with what a grant asks of them: RAT of the last book year, NIK and QR.

    Each knows `rat_year` (its latest), `asked_year`, `has_rat`, `has_nik`, `has_qr`, `has_legal`.
    """
    asked = Case(
        When(fiscal_month__lte=today.month, then=Value(today.year - 1)),
        default=Value(today.year - 2),
        output_field=IntegerField(),
    )
    rows = _with_latest_rat(Koppontren.objects.select_related("pesantren__region"))
    rows = rows.annotate(asked_year=asked)
    held = Rat.objects.filter(koppontren=OuterRef("pk"), year=OuterRef("asked_year"))
    rows = rows.annotate(
        has_rat=Exists(held),
        has_nik=_is(~Q(nik="") & (Q(nik_until=None) | Q(nik_until__gte=today))),
        has_qr=_is(~Q(nik_address="")),
        has_legal=_is(~Q(legal_number="")),
    )
    if region:
        rows = rows.filter(pesantren__region=region)
    missing = {"rat": "has_rat", "nik": "has_nik", "qr": "has_qr", "badan_hukum": "has_legal"}
    if lacks in missing:
        rows = rows.filter(**{missing[lacks]: False})
    elif lacks == NOTHING:
        rows = rows.filter(READY)
    return rows.order_by("pesantren__region__code", "name", "pk")


def _is(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def counted_standings(*, today: date, region: Region | None = None) -> dict[str, int]:
    """How many koppontren there are, and how many of them have what a grant asks: one question."""
    rows = standings(today=today, region=region).order_by()
    return dict(
        rows.aggregate(
            all=Count("pk"),
            rat=Count("pk", filter=Q(has_rat=True)),
            nik=Count("pk", filter=Q(has_nik=True)),
            qr=Count("pk", filter=Q(has_qr=True)),
            ready=Count("pk", filter=READY),
        )
    )


def without_koppontren(region: Region | None = None) -> int:
    """How many pesantren have no cooperative here."""
    rows = Pesantren.objects.filter(koppontren=None)
    return (rows.filter(region=region) if region else rows).count()


def terms() -> QuerySet[LegalTerm]:
    """What the laws give, the latest first."""
    return LegalTerm.objects.order_by(F("from_on").desc())
