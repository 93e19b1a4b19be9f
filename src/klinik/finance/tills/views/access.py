"""Who may come to a drawer's pages."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from klinik.finance.tills.models import Drawer
from klinik.finance.tills.queries import drawers_of
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


def cash_handler_for(request: SignedIn, slug: str) -> tuple[Koppontren, frozenset[Right]]:
    """The koppontren for those who handle its cash: at the counter, away from it, in the books.

    Raises Http404 to strangers and PermissionDenied to its people without any of these rights.
    """
    tenant = koppontren_for(request.user, slug, needs=Right.SEE)
    rights = rights_in(request.user, tenant)
    if rights.isdisjoint({Right.COUNTER, Right.COLLECT, Right.KEEP_BOOKS}):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return tenant, rights


def cash_reader_for(request: SignedIn, slug: str) -> tuple[Koppontren, frozenset[Right]]:
    """The koppontren for those who handle its cash or read its books.

    Raises Http404 to strangers and PermissionDenied to its people without any of these rights.
    """
    tenant = koppontren_for(request.user, slug, needs=Right.SEE)
    rights = rights_in(request.user, tenant)
    if Right.READ_BOOKS in rights:
        return tenant, rights
    return cash_handler_for(request, slug)


def holder_for(request: SignedIn, slug: str, code: str) -> Drawer:
    """The drawer of this code for somebody who may hold it: a bag is its owner's alone.

    Raises Http404 to strangers and PermissionDenied to people who may not.
    """
    tenant = koppontren_for(request.user, slug, needs=Right.SEE)
    rights = rights_in(request.user, tenant)
    if rights.isdisjoint({Right.COUNTER, Right.COLLECT}):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    drawer = drawer_of(tenant, code)
    if not may_hold(drawer, request.user, rights):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return drawer


def may_hold(drawer: Drawer, user: User, rights: frozenset[Right]) -> bool:
    """Drawers are held by whoever serves at the counter, a bag by the collector whose it is."""
    if drawer.owner_id:
        return drawer.owner_id == user.pk and Right.COLLECT in rights
    return Right.COUNTER in rights


def drawer_of(tenant: Koppontren, code: str) -> Drawer:
    """The drawer whose account has this code. Raises Http404."""
    return get_object_or_404(drawers_of(tenant), account__code=code)
