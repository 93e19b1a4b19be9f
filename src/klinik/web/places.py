"""The places in which a person works, and the one they have chosen for this session."""

from django.contrib.sessions.backends.base import SessionBase

from klinik.people.models import User
from klinik.tenancy.models import PLACES, Membership, Place
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right, Role

CHOSEN = "place"


def key_of(place: Place) -> str:
    """What a page calls a place: "koppontren-12"."""
    return f"{type(place).__name__.lower()}-{place.pk}"


def opens_a_page(membership: Membership) -> bool:
    """Members and guardians belong to a koppontren and do not work in it."""
    if membership.koppontren is None:
        return True
    return Right.SEE in KOPPONTREN_RIGHTS[Role(membership.role)]


def address_of(user: User, key: str) -> str | None:
    """Where the place `key` begins for somebody who works there today; None for all others."""
    kind, _, number = key.partition("-")
    if kind not in PLACES or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    rows = Membership.objects.running().filter(user=user, **{f"{kind}_id": int(number)})
    for row in rows.select_related("office__region", *PLACES):
        if opens_a_page(row):
            return row.place.get_absolute_url()
    return None


def chosen_address(user: User, session: SessionBase) -> str | None:
    """Where the chosen place begins; a choice that no longer holds is forgotten."""
    key = session.get(CHOSEN)
    address = address_of(user, key) if key else None
    if key and address is None:
        del session[CHOSEN]
    return address
