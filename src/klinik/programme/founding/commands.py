"""Founding a koppontren: its row, its book and its first person, all of it or nothing."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from klinik.directory.models import Pesantren
from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import open_book
from klinik.people.models import User
from klinik.tenancy.commands import invite
from klinik.tenancy.database import acting_for
from klinik.tenancy.founding.commands import make_koppontren
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role


@transaction.atomic
def found_koppontren(
    pesantren: Pesantren,
    *,
    name: str,
    units: Collection[str],
    time_zone: str,
    fiscal_month: int,
    legal_number: str = "",
    legal_on: date | None = None,
    role: Role,
    person: str,
    phone: str = "",
    email: str = "",
    request_id: UUID,
    by: User,
) -> Koppontren:
    """Make a koppontren with an open, empty book of these units, and invite its first person.

    Call `read_as(by)` first. The same request twice is one koppontren. Raises MayNotFound,
    AlreadyFounded, and what `invite` raises.
    """
    koppontren, is_new = make_koppontren(
        pesantren,
        name=name,
        time_zone=time_zone,
        fiscal_month=fiscal_month,
        legal_number=legal_number,
        legal_on=legal_on,
        request_id=request_id,
        by=by,
    )
    if is_new:
        with acting_for(koppontren):
            open_book(koppontren, units=chart.units_named(units), chart=chart.template_for(units))
        invite(
            koppontren,
            role=role,
            name=person,
            phone=phone,
            email=email,
            request_id=uuid5(request_id, "first person"),
            by=by,
        )
    return koppontren
