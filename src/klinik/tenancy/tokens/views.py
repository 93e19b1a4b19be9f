"""Pages of tokens: one's own, and for those who invite people, everybody's."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, read_as, rights_in
from klinik.tenancy.models import ApiToken, Koppontren, TenantQuerySet
from klinik.tenancy.roles import Right
from klinik.tenancy.tokens.commands import make_token, revoke_token
from klinik.tenancy.tokens.forms import TokenForm
from klinik.tenancy.tokens.queries import tokens_of


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def tokens(request: SignedIn, koppontren: str) -> HttpResponse:
    """The tokens of this koppontren, and a form to make one; its secret is shown once."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.TOKENS)
    read_as(request.user)
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"koppontren": tenant}
    if form.is_valid():
        try:
            made, secret = make_token(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            context |= {"made": made, "secret": secret}
            return render(request, "tenancy/token.html", context)
    context |= {"form": form, "tokens": _theirs(request, tenant)}
    status = 422 if form.is_bound else 200
    return render(request, "tenancy/tokens.html", context, status=status)


def _theirs(request: SignedIn, tenant: Koppontren) -> TenantQuerySet[ApiToken]:
    """Their own; all of them for those who give roles here and end them."""
    sees_all = Right.INVITE in rights_in(request.user, tenant)
    return tokens_of(tenant, user=None if sees_all else request.user)


@login_required
@require_POST
def revoke(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """A token opens nothing any more."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.TOKENS)
    read_as(request.user)
    token = get_object_or_404(_theirs(request, tenant), number=number)
    revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked. It opens nothing any more."))
    return redirect("tenancy:tokens", tenant.slug)
