"""Who comes: taking a place in a session, and giving it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from klinik.clinic.sessions.commands.telling import tell_moved_up, tell_registered
from klinik.clinic.sessions.models import Registration, Session
from klinik.clinic.sessions.queries import hold_places, standing_place
from klinik.clinic.sessions.rules import NotPlannedYet, SessionOver, moved_up
from klinik.directory.models import Pesantren
from klinik.people.models import User
from klinik.tenancy.models import Office


@transaction.atomic
def register(
    session: Session,
    *,
    pesantren: Pesantren,
    by: User,
    office: Office | None = None,
    at: datetime | None = None,
) -> Registration:
    """Give a pesantren the next place, a seat or one on the waiting list; twice is one place.

    `office` is the one that registers on its behalf; its people are told. Raises NotPlannedYet,
    SessionOver.
    """
    hold_places(session)
    session.refresh_from_db()
    if standing := standing_place(session, pesantren):
        return standing
    moment = at or timezone.now()
    if session.announced_at is None:
        raise NotPlannedYet
    if session.cancelled_at or session.ends_at <= moment:
        raise SessionOver
    registration = Registration.objects.create(
        session=session, pesantren=pesantren, registered_at=moment, by=by, office=office
    )
    registration.refresh_from_db(fields=["place"])
    if office and at is None:
        tell_registered(registration)
    return registration


@transaction.atomic
def give_back(registration: Registration, *, by: User) -> Registration | None:
    """Give a place back; answers with the registration that moves up to a seat, if one does.

    Given back twice, it is once. Raises SessionOver.
    """
    session = registration.session
    hold_places(session)
    registration.refresh_from_db()
    if registration.cancelled_at:
        return None
    session.refresh_from_db()
    if session.ends_at <= timezone.now():
        raise SessionOver
    registration.cancelled_at, registration.cancelled_by = timezone.now(), by
    registration.save(update_fields=["cancelled_at", "cancelled_by"])
    standing = session.registrations.standing()
    place = moved_up(
        standing.values_list("place", flat=True),
        given_back=registration.place,
        capacity=session.capacity,
    )
    if place is None:
        return None
    lucky = standing.select_related("pesantren", "session").get(place=place)
    if not session.cancelled_at:
        tell_moved_up(lucky)
    return lucky
