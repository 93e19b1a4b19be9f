"""Who may come to a drawer and to cash on its way, by pages and by programs."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from klinik.finance.ledger.models import Account
from klinik.finance.tills.models import Delivery, Drawer, DrawerKind
from klinik.finance.tills.queries import (
    DayReport,
    deliveries,
    drawer_accounts,
    drawers_of,
    own_shifts,
    places_of_cash,
)
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren, TenantQuerySet
from klinik.tenancy.roles import Right

HOLDERS = frozenset({Right.COUNTER, Right.COLLECT, Right.SELL})
HANDLERS = HOLDERS | {Right.KEEP_BOOKS}


def cash_handler_for(request: SignedIn, slug: str) -> tuple[Koppontren, frozenset[Right]]:
    """The koppontren for those who handle its cash: at the counter, away from it, in the books.

    Raises Http404 to strangers and PermissionDenied to its people without any of these rights.
    """
    tenant = koppontren_for(request.user, slug, needs=Right.SEE)
    rights = rights_in(request.user, tenant)
    if rights.isdisjoint(HANDLERS):
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
    if rights.isdisjoint(HOLDERS):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    drawer = drawer_of(tenant, code)
    refuse_holding(drawer, request.user, rights)
    return drawer


def refuse_holding(drawer: Drawer, user: User, rights: frozenset[Right]) -> None:
    """Go on for somebody who may hold it. Raises PermissionDenied."""
    if not may_hold(drawer, user, rights):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))


def may_hold(drawer: Drawer, user: User, rights: frozenset[Right]) -> bool:
    """Drawers are held by whoever serves at the counter, a bag by the collector whose it is."""
    if drawer.owner_id:
        return drawer.owner_id == user.pk and Right.COLLECT in rights
    return right_of(drawer) in rights


def right_of(drawer: Drawer) -> Right:
    """What whoever works at it has: a shop's till is for selling, others are of the counter."""
    return Right.SELL if drawer.kind == DrawerKind.SHOP else Right.COUNTER


def drawer_of(tenant: Koppontren, code: str) -> Drawer:
    """The drawer whose account has this code. Raises Http404."""
    return get_object_or_404(drawers_of(tenant), account__code=code)


def refuse_day_of_others(report: DayReport, user: User, rights: frozenset[Right]) -> None:
    """Without the books only a day on which one held it. Raises PermissionDenied."""
    if Right.READ_BOOKS not in rights and user not in [shift.teller for shift in report.shifts]:
        raise PermissionDenied(_("This drawer was not yours on this day. Ask your manager."))


def sources_for(tenant: Koppontren, user: User, rights: frozenset[Right]) -> list[Account]:
    """From where somebody sends cash: what they hold; keepers of books, what nobody holds."""
    mine = {shift.drawer.account_id for shift in own_shifts(tenant, user)}
    drawers, keeps = drawer_accounts(tenant), Right.KEEP_BOOKS in rights
    places = places_of_cash(tenant)
    return [place for place in places if place.pk in mine or (keeps and place.pk not in drawers)]


def deliveries_for(
    user: User, tenant: Koppontren, rights: frozenset[Right]
) -> TenantQuerySet[Delivery]:
    """Cash on its way as somebody sees it; whoever only collects sees no other's."""
    rows = deliveries(tenant)
    if not rights.isdisjoint({Right.COUNTER, Right.READ_BOOKS}):
        return rows
    held = own_shifts(tenant, user).values("drawer__account")
    return rows.filter(Q(sent_by=user) | Q(target__in=held))


def delivery_for(
    user: User, tenant: Koppontren, rights: frozenset[Right], number: str | UUID
) -> Delivery:
    """The delivery of this number, if this person sees it. Raises Http404."""
    return get_object_or_404(deliveries_for(user, tenant, rights), request_id=number)


def refuse_keepers_cash(found: Delivery, rights: frozenset[Right]) -> None:
    """What goes to no drawer is confirmed by whoever keeps the books. Raises PermissionDenied."""
    is_drawer = found.target_id in drawer_accounts(found.koppontren)
    if Right.KEEP_BOOKS not in rights and not is_drawer:
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
