"""The sectors that a programme knows: added, renamed, not chosen any more."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.directory.models import Sector
from klinik.directory.rules import BadSector, checked_line, checked_sector_code


@transaction.atomic
def add_sector(*, name: str, name_en: str, source: str) -> Sector:
    """One more sector, last in the list, from today on. Raises BadSector, BadFact."""
    said = _tidied(name, name_en)
    code = checked_sector_code(name)
    if Sector.objects.filter(code=code).exists():
        raise BadSector(_("There is such a sector already, perhaps one that is no longer offered."))
    last = Sector.objects.aggregate(last=Max("order"))["last"] or 0
    stated = checked_line(source, field="source", longest=300)
    return Sector.objects.create(code=code, order=last + 1, source=stated, **said)


@transaction.atomic
def rename_sector(sector: Sector, *, name: str, name_en: str, source: str) -> None:
    """Call a sector otherwise; its code, which products name, stays. Raises BadSector, BadFact."""
    row = Sector.objects.select_for_update().get(pk=sector.pk)
    said = _tidied(name, name_en)
    row.name, row.name_en = said["name"], said["name_en"]
    row.source = checked_line(source, field="source", longest=300)
    row.save(update_fields=["name", "name_en", "source"])


def _tidied(name: str, name_en: str) -> dict[str, str]:
    said = {
        "name": checked_line(name, field="name", longest=60),
        "name_en": checked_line(name_en, field="name_en", longest=60),
    }
    if not said["name"]:
        raise BadSector(_("Write the name of the sector."))
    return said


def retire_sector(sector: Sector) -> None:
    """From today nobody chooses it any more; the products in it stay. Twice is once."""
    Sector.objects.filter(pk=sector.pk, retired_on=None).update(retired_on=timezone.localdate())


def restore_sector(sector: Sector) -> None:
    """It may be chosen again."""
    Sector.objects.filter(pk=sector.pk).update(retired_on=None)
