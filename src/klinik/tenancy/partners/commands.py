"""An office looks at a partner, and its people hear of it."""

from django.db import transaction

from klinik.directory.models import Partner
from klinik.directory.partners.commands import verify_partner
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.queries import helpers_of


@transaction.atomic
def say_verified(partner: Partner, *, by: User) -> None:
    """The partner is verified, and its people are told. Call `read_as(by)` first."""
    partner = verify_partner(partner, by=by)
    about, key = {"partner": partner.name}, f"partner.verified {partner.pk} {partner.verified_at}"
    url = partner.get_absolute_url()
    notify(*helpers_of(partner), kind="partner.verified", about=about, url=url, key=key)
