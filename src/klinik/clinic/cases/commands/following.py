"""Others have the same obstacle, and follow the case as a light one of their own."""

from django.db import transaction

from klinik.clinic.cases.models import Audience, Case, Follower
from klinik.clinic.cases.rules import CaseClosed, NotOpenToNetwork, OwnCase
from klinik.directory.models import Pesantren
from klinik.people.models import User


@transaction.atomic
def follow_case(case: Case, *, pesantren: Pesantren, by: User, note: str = "") -> Follower:
    """Say that this pesantren has the obstacle too; said twice, it is said once.

    Raises NotOpenToNetwork, OwnCase, CaseClosed.
    """
    Pesantren.objects.select_for_update(no_key=True).get(pk=pesantren.pk)  # two clicks queue here
    if known := case.followers.filter(pesantren=pesantren).first():
        return known
    if case.audience != Audience.NETWORK:
        raise NotOpenToNetwork
    if case.pesantren_id == pesantren.pk:
        raise OwnCase
    if case.is_closed:
        raise CaseClosed
    return Follower.objects.create(case=case, pesantren=pesantren, by=by, note=note)


def leave_case(case: Case, *, pesantren: Pesantren) -> None:
    """This pesantren follows the case no longer; said twice, it is said once."""
    case.followers.filter(pesantren=pesantren).delete()
