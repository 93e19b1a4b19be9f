"""One cooperative with very many members, and its teller."""

from typing import Any

from django.db import connection, connections

from benchmarks.deposit import world as counters
from benchmarks.sharing.world import SAVERS
from klinik.finance.savings.models import SavingsProduct
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren


def make(*, members: int) -> dict[str, Any]:
    """A teller with an open drawer, and members with savings, each with a name of their own."""
    (teller,) = counters.make(books=1, accounts=1)
    koppontren = Koppontren.objects.get(slug=teller["slug"])
    with acting_for(koppontren):
        voluntary = SavingsProduct.objects.of(koppontren).get(prefix="S")
        with connection.cursor() as cursor:
            cursor.execute(
                SAVERS.read_text(encoding="utf-8"),
                {
                    "koppontren": koppontren.pk,
                    "control": voluntary.control_id,
                    "product": voluntary.pk,
                    "first": 1,
                    "last": members,
                    "day": koppontren.members.earliest("joined_on").joined_on,
                },
            )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as PostgreSQL does by itself within a minute
    return teller
