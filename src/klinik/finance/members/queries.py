"""Questions about members that more than one place asks."""

from django.db.models import Q

from klinik.finance.members.models import Member
from klinik.tenancy.models import Koppontren, TenantQuerySet


def find_members(koppontren: Koppontren, typed: str) -> TenantQuerySet[Member]:
    """The members whose name or number has every typed word in it, by name; all for no words."""
    found = Member.objects.of(koppontren)
    for word in typed.replace("\0", "")[:100].split():
        found = found.filter(Q(name__icontains=word) | Q(number__icontains=word))
    return found
