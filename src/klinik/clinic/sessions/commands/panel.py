"""Who sits on the panel."""

from django.db import transaction

from klinik.clinic.sessions.models import Panelist, Session
from klinik.clinic.sessions.rules import OnThePanelAlready
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
) -> Panelist:
    """Let a person with an account, an office, or somebody by name sit on the panel.

    Whoever has an account goes by the name of it. Raises OnThePanelAlready.
    """
    session = Session.objects.select_for_update(of=["self"]).get(pk=session.pk)
    there = list(session.panel.all())
    has_moderator = any(row.part == Panelist.Part.MODERATOR for row in there)
    if (part == Panelist.Part.MODERATOR and has_moderator) or (
        user is not None and any(row.user_id == user.pk for row in there)
    ):
        raise OnThePanelAlready
    return Panelist.objects.create(
        session=session,
        order=1 + max((row.order for row in there), default=0),
        part=part,
        user=user,
        office=office,
        partner=partner,
        name="" if user else name,
        speaks_on=speaks_on,
    )


@transaction.atomic
def leave_panel(panelist: Panelist) -> None:
    """Take somebody off the panel; the history keeps that they were on it."""
    Panelist.objects.filter(pk=panelist.pk).delete()
