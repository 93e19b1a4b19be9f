"""Writing down what a koppontren is, and that it held its RAT."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from klinik.core.writing import files_with_rows, write
from klinik.directory.evidence import Evidence, hash_of
from klinik.people.models import User
from klinik.tenancy.facts.holds import refuse_held
from klinik.tenancy.facts.rules import RatAlreadyThere, refuse_bad_dates, refuse_bad_rat
from klinik.tenancy.models import Koppontren, LegalTerm, Rat, RatMinutes

KEPT = (
    "name",
    "founded_on",
    "legal_number",
    "legal_on",
    "nik",
    "nik_issued_on",
    "nik_until",
    "nik_address",
    "address",
    "phone",
    "fiscal_month",
)
OF_DATES = frozenset(KEPT) - {"name", "address", "phone", "fiscal_month"}


@transaction.atomic
def keep_facts(koppontren: Koppontren, *, by: User, **facts: Any) -> Koppontren:
    """Write down every fact of KEPT; an empty one is not known. Raises BadFact."""
    rows = Koppontren.objects.select_for_update(of=["self"], no_key=True)
    koppontren = rows.get(pk=koppontren.pk)
    dates = {name: facts[name] for name in OF_DATES}
    refuse_bad_dates(**dates, today=timezone.localdate())
    changed = [name for name in KEPT if getattr(koppontren, name) != facts[name]]
    if not changed:
        return koppontren
    refuse_held(koppontren, changed)
    for name in changed:
        setattr(koppontren, name, facts[name])
    koppontren.kept_at, koppontren.kept_by = timezone.now(), by
    koppontren.save(update_fields=[*changed, "kept_at", "kept_by"])
    return koppontren


@files_with_rows()
@transaction.atomic
def record_rat(
    koppontren: Koppontren,
    *,
    year: int,
    held_on: date,
    present: int,
    members: int,
    decisions: str = "",
    minutes: Evidence | None = None,
    by: User,
) -> Rat:
    """Write down that the RAT of a book year was held; the same twice is one.

    Call it inside the tenant. Raises BadFact, RatAlreadyThere.
    """
    facts: dict[str, Any] = {"held_on": held_on, "present": present, "members": members}
    koppontren = Koppontren.objects.select_for_update(of=["self"]).get(pk=koppontren.pk)
    _refuse(koppontren, year=year, **facts)
    if known := Rat.objects.of(koppontren).filter(year=year).first():
        if any(getattr(known, name) != value for name, value in facts.items()):
            raise RatAlreadyThere(year)
        return known
    rat = Rat.objects.create(koppontren=koppontren, year=year, recorded_by=by, **facts)
    _keep_minutes(rat, decisions=decisions, minutes=minutes)
    return rat


@files_with_rows()
@transaction.atomic
def correct_rat(
    rat: Rat,
    *,
    year: int,
    held_on: date,
    present: int,
    members: int,
    decisions: str = "",
    minutes: Evidence | None = None,
    by: User,
) -> Rat:
    """Put right what was typed wrongly; the minutes stay unless better ones come.

    Call it inside the tenant. Raises BadFact, RatAlreadyThere.
    """
    koppontren = Koppontren.objects.select_for_update(of=["self"]).get(pk=rat.koppontren_id)
    rat = Rat.objects.of(koppontren).get(pk=rat.pk)
    _refuse(koppontren, year=year, held_on=held_on, present=present, members=members)
    if Rat.objects.of(koppontren).filter(year=year).exclude(pk=rat.pk).exists():
        raise RatAlreadyThere(year)
    rat.year, rat.held_on, rat.present, rat.members = year, held_on, present, members
    rat.recorded_by = by
    rat.save(update_fields=["year", "held_on", "present", "members", "recorded_by", "recorded_at"])
    _keep_minutes(rat, decisions=decisions, minutes=minutes)
    return rat


def _refuse(
    koppontren: Koppontren, *, year: int, held_on: date, present: int, members: int
) -> None:
    refuse_bad_rat(
        year=year,
        held_on=held_on,
        present=present,
        members=members,
        month=koppontren.fiscal_month,
        today=timezone.localdate(),
    )


def _keep_minutes(rat: Rat, *, decisions: str, minutes: Evidence | None) -> None:
    row = RatMinutes.objects.filter(koppontren=rat.koppontren_id, rat=rat).first()
    if (is_new := row is None) and not decisions and not minutes:
        return
    row = row or RatMinutes(koppontren_id=rat.koppontren_id, rat=rat)
    row.decisions = decisions
    if minutes:
        write(row.file, minutes.content)
        row.file_hash = hash_of(minutes)
    row.save(force_insert=is_new)


@transaction.atomic
def set_term(
    *, kind: LegalTerm.Kind, months: int, from_on: date, source: str, by: User
) -> LegalTerm:
    """A law gives another number of months from a day on; what holds before that day stays."""
    term, _is_new = LegalTerm.objects.update_or_create(
        kind=kind, from_on=from_on, defaults={"months": months, "source": source, "set_by": by}
    )
    return term
