"""Where a person works, with all that they may do there: two roles in one place add up."""

from dataclasses import dataclass

from klinik.people.models import User
from klinik.tenancy.models import PLACES, Koppontren, Membership
from klinik.tenancy.roles import CASE_OPENERS, KOPPONTREN_RIGHTS, OFFICE_ROLES, Right, Role


@dataclass(slots=True)
class Place:
    """One place of work; `koppontren` where it is one."""

    name: str
    url: str
    koppontren: Koppontren | None
    rights: frozenset[Right]
    coordinates: bool
    opens_cases: bool
    in_office: bool = False
    in_province: bool = False  # in an office of it


def places_of(user: User) -> list[Place]:
    """In one question: every place with a running role of this person."""
    rows = Membership.objects.running().filter(user=user).order_by("id")
    places: dict[str, Place] = {}
    for row in rows.select_related("koppontren__pesantren", *PLACES):
        role = Role(row.role)
        key = f"{type(row.place).__name__} {row.place.pk}"
        place = places.setdefault(
            key,
            Place(
                str(row.place),
                row.place.get_absolute_url(),
                row.koppontren,
                frozenset(),
                False,
                False,
            ),
        )
        place.rights |= KOPPONTREN_RIGHTS.get(role, frozenset())
        place.coordinates |= row.coordinates
        place.opens_cases |= role in CASE_OPENERS
        works = row.office is not None and role in OFFICE_ROLES
        place.in_office |= works
        place.in_province |= works and row.office is not None and row.office.region_id is None
    return list(places.values())
