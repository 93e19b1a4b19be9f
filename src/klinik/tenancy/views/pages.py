"""The page on which the people of a place are listed."""

from django.urls import reverse

from klinik.directory.models import Partner, Pesantren
from klinik.people.access import SignedIn
from klinik.tenancy.models import Office, Place
from klinik.tenancy.queries import (
    coordinates,
)


def page_of(request: SignedIn, place: Place) -> str:
    """The page on which this person sees the people of a place."""
    if isinstance(place, Office):
        return reverse("tenancy:office_people", args=[place.code])
    if isinstance(place, Partner):
        return reverse("tenancy:partner_people", args=[place.slug])
    pesantren = place if isinstance(place, Pesantren) else place.pesantren
    if coordinates(request.user):
        return reverse("tenancy:pesantren_people", args=[pesantren.slug])
    return reverse("tenancy:koppontren_people", args=[pesantren.koppontren.slug])
