"""A person's own imports, and what was chosen for the same headings before."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from klinik.core.database import set_local
from klinik.core.imports.models import Import


def own(owner: int, number: UUID) -> Import:
    """The import `number` of this person, which the transaction reads as; raises DoesNotExist."""
    set_local("klinik.reader", str(owner))
    return Import.objects.select_related("job").get(number=number, owner_id=owner)


def own_imports(owner: AbstractBaseUser, kind: str) -> QuerySet[Import]:
    """What the person brought in before, the latest first; without the rows themselves."""
    set_local("klinik.reader", str(owner.pk))
    rows = Import.objects.filter(owner_id=owner.pk, kind=kind).exclude(job=None)
    return rows.select_related("job").defer("rows")


def remembered(row: Import) -> dict[str, int]:
    """How the person last chose the columns of a table with the same headings."""
    rows = Import.objects.filter(owner_id=row.owner_id, kind=row.kind, fingerprint=row.fingerprint)
    chosen = rows.exclude(mapping=None).exclude(pk=row.pk).order_by("-sent_at")
    return chosen.values_list("mapping", flat=True).first() or {}
