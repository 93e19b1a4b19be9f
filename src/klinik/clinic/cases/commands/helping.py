"""A partner offers help with a case, and the pesantren or the office answers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from klinik.clinic.cases.commands.recording import (
    fresh,
    locked,
    record,
    refuse_closed,
    was_done,
)
from klinik.clinic.cases.models import Audience, Case, CaseEvent, Help
from klinik.clinic.cases.queries import helping, unanswered_help
from klinik.clinic.cases.rules import (
    HelpAnswered,
    HelpOffered,
    NotOpenToNetwork,
    OtherOffer,
    fingerprint,
    refuse_nothing_said,
)
from klinik.directory.models import Offer, Partner
from klinik.people.models import User

Kind = CaseEvent.Kind


@transaction.atomic
def offer_help(
    case: Case,
    *,
    partner: Partner,
    text: str,
    request_id: UUID,
    by: User,
    offer: Offer | None = None,
    at: datetime | None = None,
) -> Case:
    """A partner says how it would help with a case that is open to the network.

    Raises NotOpenToNetwork, HelpOffered, OtherOffer.
    """
    said = fingerprint({"partner": partner.slug, "text": text, "offer": str(offer and offer.pk)})
    case = locked(case)
    if not was_done(case, request_id, kind=Kind.OFFERED, said=said):
        refuse_closed(case)
        refuse_nothing_said(text)
        _refuse_unfit(case, partner, offer)
        row = Help.objects.create(case=case, partner=partner, offer=offer, text=text)
        record(case, Kind.OFFERED, by=by, at=at, help=row, request_id=request_id, fingerprint=said)
    return fresh(case)


def _refuse_unfit(case: Case, partner: Partner, offer: Offer | None) -> None:
    if case.audience != Audience.NETWORK:
        raise NotOpenToNetwork
    if offer and (offer.partner_id != partner.pk or not offer.is_open):
        raise OtherOffer
    stands = unanswered_help(case).filter(partner=partner).exists()
    if stands or helping(case).filter(pk=partner.pk).exists():
        raise HelpOffered


@transaction.atomic
def accept_help(case: Case, *, help: Help, by: User, at: datetime | None = None) -> Case:
    """The partner takes part in the case from now on; twice is once. Raises HelpAnswered."""
    return _answer(case, help, Kind.ACCEPTED, by=by, at=at)


@transaction.atomic
def decline_help(
    case: Case, *, help: Help, reason: str, by: User, at: datetime | None = None
) -> Case:
    """The offer is not taken up, and the partner reads why. Raises HelpAnswered."""
    refuse_nothing_said(reason)
    return _answer(case, help, Kind.DECLINED, by=by, at=at, reason=reason)


def _answer(
    case: Case, row: Help, kind: Kind, *, by: User, at: datetime | None, reason: str = ""
) -> Case:
    case = locked(case)
    answers = case.events.filter(help=row, kind__in=[Kind.ACCEPTED, Kind.DECLINED])
    if answer := answers.first():
        if answer.kind != kind:
            raise HelpAnswered
    else:
        refuse_closed(case)
        record(case, kind, by=by, at=at, help=row, text=reason)
    return fresh(case)
