"""A collector of the demonstration: the teachers' round, an open bag, two receipts of today."""

from uuid import NAMESPACE_DNS, UUID, uuid5

from django.utils import timezone

from klinik.finance.collecting.commands import Slip, give_round, take_in
from klinik.finance.collecting.models import Round
from klinik.finance.collecting.queries import list_for, own_bag
from klinik.finance.counter.models import Group
from klinik.finance.tills.commands.holding import open_drawer
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

MONTHLY = 25_000  # rupiah of simpanan wajib
TAKEN = 2


def load() -> None:
    """Send Al-Hikmah's collector to the teachers; returns at once where somebody goes already."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if not Round.objects.of(koppontren).exists():
            _load(koppontren)


def _load(koppontren: Koppontren) -> None:
    manager = User.objects.get(email="manajer@al-hikmah.example")
    collector = User.objects.get(email="penagih@al-hikmah.example")
    group = Group.objects.of(koppontren).select_related("koppontren").get(name="Guru")
    give_round(group, collector=collector, by=manager)
    bag = own_bag(koppontren, collector)
    assert bag
    open_drawer(bag, pieces={}, request_id=_key("opened"), by=collector)
    now = timezone.now()
    slips = [
        Slip(_key(one.accounts[0].savings.number), one.accounts[0].savings.number, MONTHLY, now)
        for one in list_for(koppontren, collector)[:TAKEN]
    ]
    take_in(koppontren, slips, sent_at=now, by=collector)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{name}.collecting.al-hikmah.example")
