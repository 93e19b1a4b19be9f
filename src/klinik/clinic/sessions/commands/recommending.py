"""What the panel recommends, and the case that follows from it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.clinic.cases.commands import open_case
from klinik.clinic.cases.models import Case
from klinik.clinic.sessions.commands.telling import tell_recommended
from klinik.clinic.sessions.models import AgendaItem, Recommendation, Session
from klinik.clinic.sessions.rules import (
    NotBegun,
    OtherPesantren,
    RequestReused,
    ReviewBeforeDue,
    Withdrawn,
    refuse_silence,
)
from klinik.directory.models import Aspect, Indicator, Pesantren
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
    if known := Recommendation.objects.filter(number=request_id).first():
        if (known.session_id, known.text) != (session.pk, text):
            raise RequestReused
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
        number=request_id,
        session=session,
        item=item,
        pesantren=pesantren,
        case=case,
        office=office,
        text=text.strip(),
        due_on=due_on,
        review_on=review_on,
        by=by,
        written_at=moment,
    )
    if at is None:
        tell_recommended(recommendation)
    return recommendation


@transaction.atomic
def turn_into_case(
    recommendation: Recommendation,
    *,
    title: str,
    description: str,
    since: date,
    aspect: Aspect,
    indicator: Indicator,
    baseline: Decimal,
    target: Decimal,
    audience: str,
    by: User,
    at: datetime | None = None,
) -> Case:
    """Follow a recommendation up as a case. Done twice, it is still one case. Raises Withdrawn."""
    recommendation = _locked(recommendation)
    if recommendation.case:
        return recommendation.case
    if recommendation.withdrawn_at:
        raise Withdrawn
    case = open_case(
        pesantren=recommendation.pesantren,
        title=title,
        description=description,
        since=since,
        aspect=aspect,
        indicator=indicator,
        baseline=baseline,
        target=target,
        audience=audience,
        request_id=recommendation.number,
        by=by,
        at=at,
    )
    recommendation.case = case
    recommendation.save(update_fields=["case"])
    return case


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
    rows = Recommendation.objects.select_for_update(of=["self"]).select_related("pesantren", "case")
    return rows.get(pk=recommendation.pk)
