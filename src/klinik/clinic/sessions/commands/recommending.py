"""What the panel recommends, and the case that follows from it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands import open_light_case, take_back_case
from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.cases.rules import MovedOn, fingerprint
from klinik.clinic.sessions.commands.telling import tell_recommended
from klinik.clinic.sessions.models import AgendaItem, Recommendation, Session
from klinik.clinic.sessions.queries import aspect_for, hold_places
from klinik.clinic.sessions.rules import (
    NotBegun,
    OtherPesantren,
    ReviewBeforeDue,
    Withdrawn,
    refuse_reused,
    refuse_silence,
)
from klinik.clinic.sessions.words import in_short
from klinik.directory.models import Pesantren
from klinik.people.models import User
from klinik.tenancy.models import Office


@transaction.atomic
def recommend(
    session: Session,
    *,
    pesantren: Pesantren,
    office: Office,
    text: str,
    due_on: date,
    review_on: date,
    request_id: UUID,
    by: User,
    case: Case | None = None,
    item: AgendaItem | None = None,
    at: datetime | None = None,
) -> Recommendation:
    """Write down what the panel recommends; sent twice, it stands once.

    Raises NotBegun, OtherPesantren, ReviewBeforeDue, RequestReused.
    """
    content: dict[str, Any] = {"session": session, "item": item, "case": case}
    content |= {"pesantren": pesantren, "office": office, "text": text.strip()}
    content |= {"due_on": due_on, "review_on": review_on}
    said = fingerprint({name: str(getattr(row, "pk", row)) for name, row in content.items()})
    hold_places(session)
    if known := Recommendation.objects.filter(number=request_id).first():
        refuse_reused(known.fingerprint, said)
        return known
    moment = at or timezone.now()
    if session.announced_at is None or session.cancelled_at or moment < session.starts_at:
        raise NotBegun
    refuse_silence(text)
    if case and case.pesantren_id != pesantren.pk:
        raise OtherPesantren
    if review_on < due_on:
        raise ReviewBeforeDue
    recommendation = Recommendation.objects.create(
        **content, number=request_id, fingerprint=said, by=by, written_at=moment
    )
    if at is None:
        tell_recommended(recommendation)
    return recommendation


@transaction.atomic
def turn_into_case(
    recommendation: Recommendation,
    *,
    by: User,
    audience: str = Audience.OFFICES,
    at: datetime | None = None,
) -> Case:
    """Follow a recommendation up as a case with what is known. Done twice, it is still one.

    Its pesantren is asked for the rest; the aspect is that of its office. Raises Withdrawn.
    """
    row = _locked(recommendation)
    if row.case:
        return row.case
    if row.withdrawn_at:
        raise Withdrawn
    row.case = open_light_case(
        pesantren=row.pesantren,
        title=in_short(row.text),
        description=row.text,
        aspect=row.office.aspect or aspect_for(row.session, by),
        audience=audience,
        request_id=uuid5(row.number, f"case {row.taken_back}"),
        by=by,
        at=at,
    )
    row.save(update_fields=["case"])
    return row.case


@transaction.atomic
def take_back_case_of(recommendation: Recommendation, *, by: User) -> None:
    """The case was opened by mistake: it is closed, and the recommendation has none.

    Raises MovedOn where somebody has gone on with it, or where it was there before.
    """
    row = _locked(recommendation)
    if row.case:
        others = row.case.recommendations.exclude(pk=row.pk)
        if not row.opened_its_case or others.exists():
            raise MovedOn
        take_back_case(row.case, by=by)
        row.case, row.taken_back = None, row.taken_back + 1
        row.save(update_fields=["case", "taken_back"])


@transaction.atomic
def withdraw_recommendation(recommendation: Recommendation, *, reason: str, by: User) -> None:
    """Take a recommendation back; it stays to be read, with the reason. Done twice, once.

    Raises NoReason.
    """
    refuse_silence(reason)
    recommendation = _locked(recommendation)
    if recommendation.withdrawn_at is None:
        recommendation.withdrawn_at = timezone.now()
        recommendation.withdrawn_by, recommendation.withdrawn_reason = by, reason.strip()
        recommendation.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def _locked(recommendation: Recommendation) -> Recommendation:
    rows = Recommendation.objects.select_for_update(of=["self"])
    return rows.select_related("session", "office", "pesantren", "case").get(pk=recommendation.pk)
