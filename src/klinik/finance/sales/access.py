"""Who sees what is sold: whoever sells it, and whoever reads the books."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

SEES = frozenset({Right.SELL, Right.READ_BOOKS, Right.KEEP_GOODS})


def seller_or_reader_for(request: SignedIn, slug: str) -> tuple[Koppontren, frozenset[Right]]:
    """The koppontren for those who sell in it or read its books.

    Raises Http404 to strangers and PermissionDenied to its people without any of these rights.
    """
    tenant = koppontren_for(request.user, slug, needs=Right.SEE)
    rights = rights_in(request.user, tenant)
    if rights.isdisjoint(SEES):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return tenant, rights
