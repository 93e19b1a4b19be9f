"""What speaks against joining two records."""

from django.utils.functional import Promise

from klinik.directory.merging.rules import RealAndSimulated, TwoKoppontren
from klinik.directory.models import Pesantren


def never_joined(one: Pesantren, other: Pesantren) -> Promise | str:
    """Why these two are never joined; empty where nothing speaks against it."""
    if one.is_simulated != other.is_simulated:
        return RealAndSimulated.says
    both = Pesantren.objects.filter(pk__in=[one.pk, other.pk], koppontren__isnull=False)
    return TwoKoppontren.says if both.count() > 1 else ""
