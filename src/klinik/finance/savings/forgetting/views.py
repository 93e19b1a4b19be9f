"""The page on which two people forget a member who left."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.members.models import Member
from klinik.finance.members.views.found import member_for
from klinik.finance.savings.forgetting.commands import ask_to_forget, forget_member, keep_member
from klinik.finance.savings.forgetting.queries import forgettable, forgetting_of
from klinik.people.access import SignedIn
from klinik.tenancy.access import rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What would go and what stays, until when the books need it, and the asking."""
    needs = Right.APPROVE if request.method == "POST" else Right.READ_MEMBERS
    tenant, person = member_for(request.user, koppontren, number, needs=needs)
    if request.method != "POST":
        return _page(request, tenant, person, Form(), status=200)
    said = _("Asked. Now somebody else confirms it here.")
    return _decided(request, tenant, person, ask_to_forget, said=said)


@login_required
@require_POST
def forget_confirm(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Yes: the person is forgotten."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.APPROVE)
    said = _("The personal data are gone. The money rows stay under the number.")
    return _decided(request, tenant, person, forget_member, said=said)


@login_required
@require_POST
def forget_drop(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """No: nothing is forgotten."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.APPROVE)
    said = _("Nothing is forgotten.")
    return _decided(request, tenant, person, keep_member, said=said)


def _decided(
    request: SignedIn,
    tenant: Koppontren,
    person: Member,
    decide: Callable[..., object],
    *,
    said: str,
) -> HttpResponse:
    form = Form(request.POST)
    form.is_valid()
    try:
        decide(person, by=request.user)
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, tenant, person, form, status=422)
    messages.success(request, said)
    return redirect("savings:forget", tenant.slug, person.number)


def _page(
    request: SignedIn, tenant: Koppontren, person: Member, form: Form, *, status: int
) -> HttpResponse:
    asked = forgetting_of(person)
    may_decide = Right.APPROVE in rights_in(request.user, tenant)
    context = {
        "koppontren": tenant,
        "member": person,
        "found": forgettable(person),
        "asked": asked,
        "asked_self": asked is not None and asked.asked_by_id == request.user.pk,
        "may_decide": may_decide,
        "form": form,
    }
    return render_page(request, "savings/forget.html", context, status)
