"""Standing inside one tenant: what jobs, commands and tests do instead of a view's look-up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from klinik.core.database import set_local
from klinik.core.logs import note
from klinik.tenancy.models import Koppontren


def enter(koppontren: Koppontren) -> None:
    """Show this transaction the rows of `koppontren` and of nobody else."""
    set_local("klinik.koppontren", str(koppontren.pk), "klinik.own", "")
    note(tenant=koppontren.pk)


def enter_as_own(koppontren: Koppontren) -> None:
    """Show this transaction what in `koppontren` is the reader's own; call `read_as` first.

    PostgreSQL says what that is (decision 0055); everything else of the tenant is closed, and
    nothing of it can be written.
    """
    set_local("klinik.koppontren", str(koppontren.pk), "klinik.own", "on")
    note(tenant=koppontren.pk)


@contextmanager
def acting_for(koppontren: Koppontren) -> Iterator[None]:
    """Open a transaction inside `koppontren`."""
    with transaction.atomic():
        enter(koppontren)
        yield
