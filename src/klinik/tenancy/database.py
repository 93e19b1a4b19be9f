"""Standing inside one tenant: what jobs, commands and tests do instead of a view's look-up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from klinik.core.database import set_local
from klinik.core.logs import note
from klinik.tenancy.models import Koppontren


def enter(koppontren: Koppontren) -> None:
    """Show this transaction the rows of `koppontren` and of nobody else."""
    set_local("klinik.koppontren", str(koppontren.pk))
    note(tenant=koppontren.pk)


@contextmanager
def acting_for(koppontren: Koppontren) -> Iterator[None]:
    """Open a transaction inside `koppontren`."""
    with transaction.atomic():
        enter(koppontren)
        yield
