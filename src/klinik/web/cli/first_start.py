"""Tables and, at the very first start, demonstration data."""

from __future__ import annotations

from psycopg import sql

from klinik.web.cli import database
from klinik.web.cli.refusal import Refused

# Kept in the database itself: a copied or restored one knows whether it had its first start.
WANTED, LOADED = "klinik: demonstration wanted", "klinik: demonstration loaded"


def prepare() -> None:
    """Migrate, then load demonstration data where a first start has not yet finished doing so."""
    from django.conf import settings

    database.migrate()
    if not settings.DEMO or _mark() == LOADED:
        return
    if _mark() is None and _somebody_is_there():
        return
    _set_mark(WANTED)  # a start that is killed meanwhile is finished by the next one
    print("Loading demonstration data ...", flush=True)
    import django
    from django.core.management import CommandError, call_command
    from django.db import connections

    django.setup()
    try:
        call_command("load_demo")
    except CommandError as error:
        raise Refused(f"The demonstration data cannot be loaded: {error}") from None
    connections.close_all()
    database.count_anew()
    _set_mark(LOADED)


def print_sign_ins() -> None:
    """Who can be tried; only where they exist."""
    from django.conf import settings

    if not settings.DEMO:
        return
    from klinik.web.demo import PASSWORD, SIGN_INS

    print(f"Demonstration sign-ins, all with the password {PASSWORD}")
    widest = max(len(person.email) for person in SIGN_INS)
    for person in SIGN_INS:
        print(f"  {person.email:<{widest}}  {person.role.value}, {person.place}")
    print()


def setup_code() -> str | None:
    """The code for the wizard of a new province; None where somebody has set it up."""
    with database.connect("owner") as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM tenancy_programme)").fetchone()
    if row and row[0]:
        return None
    from klinik.tenancy.setup.code import setup_code

    return setup_code()


def print_setup_code(address: str) -> None:
    """How a new province is set up; only where nobody has done so yet."""
    if code := setup_code():
        print(f"Nobody has set up this place yet. Open {address}/mulai/ and type the code")
        print(f"  {code}\n")


def _mark() -> str | None:
    with database.connect("owner") as connection:
        row = connection.execute("SELECT obj_description('django_migrations'::regclass)").fetchone()
    return row[0] if row else None


def _set_mark(mark: str) -> None:
    statement = sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sql.Literal(mark))
    with database.connect("owner") as connection:
        connection.execute(statement)


def _somebody_is_there() -> bool:
    import django

    django.setup()
    from klinik.people.models import User

    return User.objects.exists()
