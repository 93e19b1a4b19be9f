"""Who sits on the panel."""

from typing import Any
from uuid import UUID

from django.db import transaction

from klinik.clinic.sessions.models import Panelist, Session
from klinik.clinic.sessions.rules import OnThePanelAlready, refuse_otherwise
from klinik.directory.models import Partner
from klinik.people.models import User
from klinik.tenancy.models import Office


@transaction.atomic
def seat_panelist(
    session: Session,
    *,
    part: str,
    user: User | None = None,
    office: Office | None = None,
    partner: Partner | None = None,
    name: str = "",
    speaks_on: str = "",
    request_id: UUID | None = None,
) -> Panelist:
    """Let a person with an account, an office, a partner, or somebody by name sit on the panel.

    Whoever has an account goes by the name of it; asked twice, once. Raises RequestReused,
    OnThePanelAlready.
    """
    session = Session.objects.select_for_update(of=["self"]).get(pk=session.pk)
    content: dict[str, Any] = {"part": part, "name": "" if user else name, "speaks_on": speaks_on}
    content |= {"user_id": user and user.pk, "office_id": office and office.pk}
    content["partner_id"] = partner and partner.pk
    there = list(session.panel.all())
    if request_id and (known := [row for row in there if row.request_id == request_id]):
        refuse_otherwise(known[0], content)
        return known[0]
    has_moderator = any(row.part == Panelist.Part.MODERATOR for row in there)
    if (part == Panelist.Part.MODERATOR and has_moderator) or (
        user is not None and any(row.user_id == user.pk for row in there)
    ):
        raise OnThePanelAlready
    return Panelist.objects.create(
        session=session,
        order=1 + max((row.order for row in there), default=0),
        request_id=request_id,
        **content,
    )


@transaction.atomic
def leave_panel(panelist: Panelist) -> None:
    """Take somebody off the panel; the history keeps that they were on it."""
    Panelist.objects.filter(pk=panelist.pk).delete()
