"""What the front door shows: the programme's figures, or a person's own work."""

from datetime import date
from typing import Any

from django.db.models import Count

from klinik.clinic.cases.queries import cases_to_answer
from klinik.clinic.sessions.queries import shown_sessions
from klinik.clinic.stories.queries import published_stories
from klinik.directory.models import Pesantren, Product, Region
from klinik.finance.members.ties.queries import sees_own
from klinik.people.models import User
from klinik.programme.regency.queries import overview_of, regions_at_work
from klinik.tenancy.access import partners_of, pesantren_of
from klinik.tenancy.founding.queries import open_proposals
from klinik.tenancy.models import Koppontren, Membership, Office
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import PartnerRight
from klinik.tenancy.setup.queries import left_to_do

LATEST = 3


def public_figures() -> dict[str, Any]:
    """The programme at a glance, counted from the directory itself."""
    simulated = Pesantren.objects.filter(is_simulated=True)
    return {
        "pesantren": Pesantren.objects.count(),
        "simulated": simulated.count(),
        "regions": Region.objects.aggregate(n=Count("pesantren__region", distinct=True))["n"],
        "products": Product.objects.count(),
        "koppontren": Koppontren.objects.count(),
        "stories": published_stories()[:LATEST],
    }


def only_saves(user: User) -> bool:
    """Savings are tied to the account, and there is no place in which the person works."""
    asked = User.objects.filter(pk=user.pk).values_list(sees_own(user.pk), flat=True)
    return asked.get() and not Membership.objects.running().filter(user=user).exists()


def work_of(user: User, *, today: date) -> dict[str, Any]:
    """What waits for this person, and the places they work in. Call `read_as` first."""
    return {
        "regencies": [overview_of(region, today=today) for region in regions_at_work(user)],
        "may_open_case": bool(pesantren_of(user)),
        "helps": bool(partners_of(user, needs=PartnerRight.HELP)),
        "cases": cases_to_answer(user)[:LATEST],
        "sessions": shown_sessions().coming()[:LATEST],
        "offices": Office.objects.all(),
        "proposals": open_proposals(),
        "left": left_to_do() if coordinates(user) else None,
    }
