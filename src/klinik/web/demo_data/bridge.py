"""The demonstration's shared figure: members' savings of Al-Hikmah, since January."""

from uuid import NAMESPACE_DNS, uuid5

from django.utils import timezone

from klinik.directory.models import Indicator
from klinik.people.models import User
from klinik.programme.commands import give_consent
from klinik.programme.models import Consent
from klinik.tenancy.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

NUMBER = uuid5(NAMESPACE_DNS, "consent.al-hikmah.example")


def load() -> None:
    """Consent, as the manager would, to sharing the members' savings in total for this year."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    manager = User.objects.get(email="manajer@al-hikmah.example")
    with acting_for(koppontren):
        read_as(manager)
        if Consent.objects.of(koppontren).filter(number=NUMBER).exists():
            return
        today = timezone.localdate()
        give_consent(
            koppontren,
            indicator=Indicator.objects.get(code="member-savings-total"),
            starts_on=today.replace(month=1, day=1),
            ends_on=today.replace(month=12, day=31),
            request_id=NUMBER,
            by=manager,
        )
