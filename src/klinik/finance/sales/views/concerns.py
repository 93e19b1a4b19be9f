"""What somebody has to look at: sales about which something is not right, and those not booked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.sales.access import seller_or_reader_for
from klinik.finance.sales.commands import settle
from klinik.finance.sales.forms import RefusedForm, SettleForm
from klinik.finance.sales.models import Concern, Refused
from klinik.finance.sales.queries import one_of, refused_one, waiting_concerns, waiting_refused
from klinik.finance.sales.refused import goods_of, settle_refused
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

SHOWN = 50  # on one page; settling the first shows the next
SETTLES = frozenset({Right.KEEP_GOODS, Right.KEEP_BOOKS})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def concerns(request: SignedIn, koppontren: str) -> HttpResponse:
    """What waits, the oldest first, each with what can be done about it."""
    tenant, rights = seller_or_reader_for(request, koppontren)
    may_settle = not rights.isdisjoint(SETTLES)
    bound: SettleForm | RefusedForm | None = None
    if request.method == "POST":
        if not may_settle:
            raise PermissionDenied(_("Your role does not include this. Ask your manager."))
        bound = _bound(request, tenant)
        if bound and bound.is_valid():
            try:
                _settle(bound, request)
            except DomainError as refusal:
                bound.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Looked at."))
                return redirect("sales:concerns", tenant.slug)
    rows, kept = waiting_concerns(tenant), waiting_refused(tenant)
    refused = list(kept[:SHOWN])
    goods = goods_of(tenant, refused)
    found = [(one, _form(one, bound)) for one in rows[:SHOWN]]
    many = rows.count() + kept.count()
    context = {
        "koppontren": tenant,
        "found": found,
        "refused": [(one, goods[one.pk], _form_refused(one, bound)) for one in refused],
        "many": many,
        "is_more": many > len(found) + len(refused),
        "may_settle": may_settle,
    }
    return render_page(
        request, "sales/concerns.html", context, 422 if request.method == "POST" else 200
    )


def _bound(request: HttpRequest, tenant: Koppontren) -> SettleForm | RefusedForm | None:
    concern = one_of(tenant, _key(request, "concern"))
    if concern:
        return SettleForm(request.POST, concern=concern)
    refused = refused_one(tenant, _key(request, "refused"))
    return RefusedForm(request.POST, refused=refused) if refused else None


def _key(request: HttpRequest, name: str) -> int:
    asked = request.POST.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0


def _settle(form: SettleForm | RefusedForm, request: SignedIn) -> None:
    if isinstance(form, SettleForm):
        settle(form.concern, by=request.user, **form.cleaned_data)
    else:
        settle_refused(form.refused, by=request.user, **form.cleaned_data)


def _form(concern: Concern, bound: SettleForm | RefusedForm | None) -> SettleForm:
    if isinstance(bound, SettleForm) and bound.concern.pk == concern.pk:
        return bound
    return SettleForm(concern=concern)


def _form_refused(refused: Refused, bound: SettleForm | RefusedForm | None) -> RefusedForm:
    if isinstance(bound, RefusedForm) and bound.refused.pk == refused.pk:
        return bound
    return RefusedForm(refused=refused)
