"""A part of a case is referred to another office or a partner; the case stays where it is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import (
    fresh,
    locked,
    record,
    refuse_closed,
    refuse_untaken,
    was_done,
)
from klinik.clinic.cases.models import Audience, Case, CaseEvent, Referral
from klinik.clinic.cases.queries import state_of, under_way
from klinik.clinic.cases.rules import (
    NotOneAsked,
    NotOpenToNetwork,
    OnlyNamedRead,
    ReferralAnswered,
    ReferralStands,
    fingerprint,
    refuse_nothing_said,
)
from klinik.directory.models import Partner
from klinik.people.models import User
from klinik.tenancy.models import Office

Kind = CaseEvent.Kind
State = Referral.State


@transaction.atomic
def refer_case(
    case: Case,
    *,
    text: str,
    request_id: UUID,
    by: User,
    office: Office | None = None,
    partner: Partner | None = None,
    at: datetime | None = None,
) -> Case:
    """Ask an office or a partner to see to a part of the case.

    Raises NotOneAsked, OnlyNamedRead, NotOpenToNetwork, ReferralStands.
    """
    asked = {"office": office.code if office else "", "partner": partner.slug if partner else ""}
    said = fingerprint(asked | {"text": text})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.REFERRED, said=said):
        refuse_closed(case)
        refuse_untaken(case)
        refuse_nothing_said(text)
        _refuse_unfit(case, office, partner)
        row = Referral.objects.create(case=case, office=office, partner=partner, text=text)
        record(
            case,
            Kind.REFERRED,
            by=by,
            at=at,
            referral=row,
            request_id=request_id,
            fingerprint=said,
        )
    return fresh(case)


def _refuse_unfit(case: Case, office: Office | None, partner: Partner | None) -> None:
    if (office is None) == (partner is None) or (office and office.pk == case.office_id):
        raise NotOneAsked
    if office and office.region_id not in {None, case.pesantren.region_id}:
        raise NotOneAsked
    if case.audience == Audience.NAMED:
        raise OnlyNamedRead
    if partner and case.audience != Audience.NETWORK:
        raise NotOpenToNetwork
    if under_way(case).filter(office=office, partner=partner).exists():
        raise ReferralStands(str(office or partner))


@transaction.atomic
def accept_referral(case: Case, *, referral: Referral, by: User) -> Case:
    """Who is asked sees to it from now on; twice is once. Raises ReferralAnswered."""
    return _move(case, referral, Kind.REF_ACCEPTED, by=by, after={State.ASKED})


@transaction.atomic
def refuse_referral(case: Case, *, referral: Referral, reason: str, by: User) -> Case:
    """Who is asked does not see to it, and says why. Raises ReferralAnswered."""
    refuse_nothing_said(reason)
    return _move(case, referral, Kind.REF_REFUSED, by=by, after={State.ASKED}, text=reason)


@transaction.atomic
def fulfil_referral(case: Case, *, referral: Referral, note: str, by: User) -> Case:
    """Who was asked has seen to it, and says what came of it. Raises ReferralAnswered."""
    refuse_nothing_said(note)
    return _move(case, referral, Kind.REF_DONE, by=by, after={State.ACCEPTED}, text=note)


@transaction.atomic
def recall_referral(case: Case, *, referral: Referral, reason: str, by: User) -> Case:
    """The office that asked asks no longer, and says why. Raises ReferralAnswered."""
    refuse_nothing_said(reason)
    after = {State.ASKED, State.ACCEPTED}
    return _move(case, referral, Kind.REF_RECALLED, by=by, after=after, text=reason)


LEADS_TO = {
    Kind.REF_ACCEPTED: State.ACCEPTED,
    Kind.REF_REFUSED: State.REFUSED,
    Kind.REF_DONE: State.DONE,
    Kind.REF_RECALLED: State.RECALLED,
}


def _move(
    case: Case, referral: Referral, kind: Kind, *, by: User, after: set[State], text: str = ""
) -> Case:
    case = locked(case)
    state = state_of(referral)
    if state != LEADS_TO[kind]:
        if state not in after:
            raise ReferralAnswered
        refuse_closed(case)
        record(case, kind, by=by, referral=referral, text=text)
    return fresh(case)
