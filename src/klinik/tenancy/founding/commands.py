"""Proposing a koppontren, declining it, and making one: the part that knows no books."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from klinik.directory.models import Pesantren
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.founding.queries import koppontren_of
from klinik.tenancy.founding.rules import (
    AlreadyDecided,
    AlreadyFounded,
    AlreadyProposed,
    MayNotFound,
    slug_of,
)
from klinik.tenancy.models import Koppontren, Proposal
from klinik.tenancy.queries import coordinates, secretariat
from klinik.tenancy.rules import InvitationReused


@transaction.atomic
def propose_koppontren(
    pesantren: Pesantren, *, content: Mapping[str, Any], request_id: UUID, by: User
) -> Proposal:
    """Ask the secretariat for a koppontren; the same request twice is one proposal.

    Call `read_as(by)` first. Raises AlreadyFounded, AlreadyProposed.
    """
    Pesantren.objects.select_for_update(of=["self"], no_key=True).get(pk=pesantren.pk)
    if known := Proposal.objects.filter(number=request_id, pesantren=pesantren).first():
        return known
    if there := koppontren_of(pesantren):
        raise AlreadyFounded(there.name)
    if Proposal.objects.filter(pesantren=pesantren, decided_at=None).exists():
        raise AlreadyProposed
    proposal = Proposal.objects.create(
        pesantren=pesantren, content=dict(content), number=request_id, proposed_by=by
    )
    _tell(proposal, "proposal.made", {}, *secretariat())
    return proposal


@transaction.atomic
def decline_proposal(proposal: Proposal, *, reason: str, by: User) -> None:
    """Say no, and why; twice is once. Raises MayNotFound, and AlreadyDecided where it was yes."""
    if not coordinates(by):
        raise MayNotFound
    proposal = Proposal.objects.select_for_update(of=["self"]).get(pk=proposal.pk)
    if proposal.decided_at is not None:
        if proposal.reason:
            return
        raise AlreadyDecided
    _decide(proposal, reason=reason, by=by)


@transaction.atomic
def make_koppontren(
    pesantren: Pesantren,
    *,
    name: str,
    time_zone: str,
    fiscal_month: int,
    legal_number: str = "",
    legal_on: date | None = None,
    request_id: UUID,
    by: User,
) -> tuple[Koppontren, bool]:
    """The row of a new koppontren, and whether it is new: the same request twice is one.

    Decides the pesantren's open proposal with it. Raises MayNotFound, AlreadyFounded, and
    InvitationReused where the same form came before with another name.
    """
    if not coordinates(by):
        raise MayNotFound
    Pesantren.objects.select_for_update(of=["self"], no_key=True).get(pk=pesantren.pk)
    if known := Koppontren.objects.filter(request_id=request_id).first():
        if (known.pesantren_id, known.name) != (pesantren.pk, name):
            raise InvitationReused
        return known, False
    if there := koppontren_of(pesantren):
        raise AlreadyFounded(there.name)
    taken = set(Koppontren.objects.values_list("slug", flat=True))
    koppontren = Koppontren.objects.create(
        pesantren=pesantren,
        slug=slug_of(name, fallback=pesantren.slug, taken=taken),
        name=name,
        time_zone=time_zone,
        fiscal_month=fiscal_month,
        legal_number=legal_number,
        legal_on=legal_on,
        request_id=request_id,
        is_simulated=pesantren.is_simulated,
    )
    for proposal in Proposal.objects.filter(pesantren=pesantren, decided_at=None):
        _decide(proposal, reason="", by=by)
    return koppontren, True


def _decide(proposal: Proposal, *, reason: str, by: User) -> None:
    proposal.decided_at, proposal.decided_by, proposal.reason = timezone.now(), by, reason
    proposal.save(update_fields=["decided_at", "decided_by", "reason"])
    if reason:
        _tell(proposal, "proposal.declined", {"reason": reason}, proposal.proposed_by)
    else:
        _tell(proposal, "proposal.founded", {}, proposal.proposed_by)


def _tell(proposal: Proposal, kind: str, about: dict[str, str], *to: User) -> None:
    about = {"pesantren": proposal.pesantren.name, **about}
    url, key = proposal.get_absolute_url(), f"{kind} {proposal.pk}"
    notify(*to, kind=kind, about=about, url=url, key=key)
