"""May this person, and which wallet."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from klinik.core.http import render_page
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries import wallets_of
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

READERS = frozenset({Right.READ_MEMBERS, Right.KEEP_WALLETS})


def reading_for(user: User, koppontren: str) -> tuple[Koppontren, frozenset[Right]]:
    """The koppontren for those who see wallets, and what they may do.

    Raises Http404 to strangers and PermissionDenied to people without the right.
    """
    tenant = koppontren_for(user, koppontren, needs=Right.SEE)
    rights = rights_in(user, tenant)
    if rights.isdisjoint(READERS):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return tenant, rights


def wallet_for(user: User, koppontren: str, number: str) -> tuple[Koppontren, Wallet]:
    """The wallet of this number, for those who keep wallets. Raises Http404, PermissionDenied."""
    tenant = koppontren_for(user, koppontren, needs=Right.KEEP_WALLETS)
    return tenant, get_object_or_404(wallets_of(tenant), number=number)


def sent(request: SignedIn) -> Any:
    """What was posted, or None."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: SignedIn, template: str, context: dict[str, Any], form: Form
) -> HttpResponse:
    """A page with its form; 422 where it was refused."""
    return render_page(request, template, {**context, "form": form}, 422 if form.is_bound else 200)
