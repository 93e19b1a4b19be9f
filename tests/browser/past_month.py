"""A month that is over, in the browser's house: savings in it, and what was earned.

`python -m tests.browser.past_month SLUG`, beside the house: members are in, no drawer yet.
"""

import sys
from datetime import date, timedelta

import django


def last_month() -> date:
    """The first day of the month before this one."""
    from django.utils import timezone

    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


def live_through(slug: str) -> None:
    """A-0001 has Rp10.000.000 as mudharabah since its 11th day; margins of Rp600.000 came in.

    Nisbah 50 percent, and USPPS shares its margins.
    """
    from klinik.finance.members.models import Member
    from klinik.tenancy.database import acting_for
    from klinik.tenancy.models import Koppontren
    from tests.browser.settle import manager_at
    from tests.finance.counter import make_savings
    from tests.finance.sharing.conftest import earn, make_pool, put_in

    koppontren, first = Koppontren.objects.get(slug=slug), last_month()
    with acting_for(koppontren):
        manager = manager_at(koppontren)
        make_pool(koppontren, manager)
        member = Member.objects.of(koppontren).get(number="A-0001")
        savings = make_savings(member, manager, prefix="M")
        put_in(savings, 10_000_000, first + timedelta(days=10), by=manager)
        earn(koppontren, 600_000, first + timedelta(days=19), by=manager)


if __name__ == "__main__":
    django.setup()
    live_through(sys.argv[1])
