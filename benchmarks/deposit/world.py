"""The cooperatives of the benchmark: made before it, counted after it, in Django's own shell."""

from typing import Any
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections

from benchmarks.house import name_house
from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.savings.commands import admit_member, offer_usual_products, open_savings
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.savings.queries import default_cash, principal_product, savings_by_product
from klinik.finance.tills.commands.drawers import turn_into_drawer
from klinik.finance.tills.commands.holding import open_drawer
from klinik.finance.tills.models import DrawerKind
from klinik.people.backends import BACKEND
from klinik.people.models import User
from klinik.people.sessions import SessionStore
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import Role

PRINCIPAL = 100_000  # rupiah


def make(*, books: int, accounts: int) -> list[dict[str, Any]]:
    """Cooperatives with members, and the session of a teller of each."""
    name_house()
    region, _ = Region.objects.get_or_create(
        code="3524", defaults={"name": "Lamongan", "kind": "kabupaten"}
    )
    made = [_make_one(f"bench-{n}", region, accounts) for n in range(books)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as PostgreSQL does by itself within a minute
    return made


def count() -> dict[str, dict[str, int]]:
    """Deposits in each book, and what its voluntary savings hold, in rupiah."""
    return {koppontren.slug: _count_one(koppontren) for koppontren in Koppontren.objects.all()}


def _make_one(slug: str, region: Region, accounts: int) -> dict[str, Any]:
    pesantren = Pesantren.objects.create(slug=slug, name=slug, region=region, is_simulated=True)
    koppontren = Koppontren.objects.create(
        slug=slug, name=slug, pesantren=pesantren, is_simulated=True
    )
    teller = User.objects.create_user(f"teller@{slug}.example", name="Teller Contoh")
    Membership.objects.create(user=teller, role=Role.TELLER, koppontren=koppontren)
    with acting_for(koppontren):
        start_book(koppontren)
        offer_usual_products(koppontren, principal=PRINCIPAL)
        _open_drawer(koppontren, teller)
        for n in range(accounts):
            _serve_one(koppontren, f"Anggota {n}", teller)
    return {"slug": slug, "session": _session_of(teller)}


def _open_drawer(koppontren: Koppontren, teller: User) -> None:
    """The teller holds the drawer into which everything here is paid."""
    cash = default_cash(koppontren, principal_product(koppontren).control.unit)
    drawer = turn_into_drawer(cash, kind=DrawerKind.TILL, by=teller)
    open_drawer(drawer, pieces={}, request_id=uuid4(), by=teller)


def _serve_one(koppontren: Koppontren, name: str, teller: User) -> None:
    member = admit_member(koppontren, name=name, request_id=uuid4(), by=teller)
    voluntary = SavingsProduct.objects.of(koppontren).get(prefix="S")
    open_savings(member, product=voluntary, request_id=uuid4(), by=teller)


# As tellers sign in, with a second step.
METHODS = {
    "account_authentication_methods": [{"method": "password"}, {"method": "mfa"}],
}


def _session_of(teller: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(teller.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = teller.get_session_auth_hash()
    session.update(METHODS | {"account_authentication_methods_user": str(teller.pk)})
    session.create()
    return str(session.session_key)


def _count_one(koppontren: Koppontren) -> dict[str, int]:
    with acting_for(koppontren):
        entries = Entry.objects.of(koppontren).filter(kind="savings.deposit").count()
        held = {p.prefix: held for p, held in savings_by_product(koppontren).items()}
    return {"entries": entries, "held": held["S"]}
