"""Whose house is measured: before somebody has named it, every page leads to the wizard."""

from klinik.tenancy.models import Programme
from klinik.tenancy.models.programme import ONLY


def name_house() -> None:
    """Set the house up as its wizard would."""
    names = {"province": "Contoh", "name": "OPOP", "short_name": "Klinik OPOP"}
    Programme.objects.get_or_create(pk=ONLY, defaults=names)
