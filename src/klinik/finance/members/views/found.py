"""May this person, and which member."""

from django.shortcuts import get_object_or_404

from klinik.finance.members.models import Member
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


def member_for(
    user: User, koppontren: str, number: str, *, needs: Right
) -> tuple[Koppontren, Member]:
    """The koppontren, and its member of this number. Raises Http404, PermissionDenied."""
    tenant = koppontren_for(user, koppontren, needs=needs)
    members = Member.objects.of(tenant).select_related("koppontren")
    return tenant, get_object_or_404(members, number=number)
