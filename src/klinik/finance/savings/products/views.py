"""What is offered, adding and changing a product, and who is behind with simpanan wajib."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.ledger.queries.chart import income_accounts
from klinik.finance.members.queries import wants_no_messages
from klinik.finance.savings.commands import change_product, offer_product
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.savings.product_rules import BadRule
from klinik.finance.savings.products.forms import NewProductForm, ProductForm
from klinik.finance.savings.products.queries import (
    controls_for,
    offered_products,
)
from klinik.finance.savings.products.sorts import SORTS
from klinik.finance.savings.products.tables import ARREARS_ORDER, arrears_columns
from klinik.finance.savings.queries import arrears, terms_on, terms_to_say, today
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right


@require_safe
@login_required
def product_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """All savings that are offered, with their contract and rules."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    rights = rights_in(request.user, tenant)
    context = {
        "koppontren": tenant,
        "products": offered_products(tenant),
        "sorts": SORTS,
        "may_change": Right.KEEP_BOOKS in rights,
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_page(request, "savings/products.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def product_add(request: SignedIn, koppontren: str, sort: str) -> HttpResponse:
    """Offer another kind of savings."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = SORTS.get(sort)
    if found is None:
        raise Http404
    form = NewProductForm(
        request.POST if request.method == "POST" else None,
        kind=found.kind,
        akad=found.akad,
        controls=controls_for(tenant, found.kind, found.akad),
        incomes=income_accounts(tenant),
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            product = offer_product(
                tenant,
                control=typed["control"],
                kind=found.kind,
                akad=found.akad,
                prefix=typed["letters"],
                months=typed.get("months"),
                rules=form.rules(),
                by=request.user,
            )
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("%(product)s is offered now.") % {"product": product})
            return redirect("savings:products", tenant.slug)
    context = {"koppontren": tenant, "form": form, "sort": found}
    status = 422 if form.is_bound else 200
    return render_page(request, "savings/product_add.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def product(request: SignedIn, koppontren: str, prefix: str) -> HttpResponse:
    """One product: what holds of it, what was changed, and a form for those who may change it."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_MEMBERS
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    rows = SavingsProduct.objects.of(tenant).select_related("control", "fee_account", "koppontren")
    found = get_object_or_404(rows, prefix=prefix)
    day = today(tenant)
    form = ProductForm(
        request.POST if request.method == "POST" else None,
        kind=found.kind,
        akad=found.akad,
        incomes=income_accounts(tenant),
        product=found,
        terms=terms_to_say(found, day),
        today=day,
    )
    if form.is_valid():
        try:
            change_product(found, rules=form.rules(), by=request.user)
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("%(product)s is changed.") % {"product": found})
            return redirect("savings:product", tenant.slug, found.prefix)
    context = {
        "koppontren": tenant,
        "product": found,
        "form": form,
        "all_terms": list(found.terms.select_related("set_by").reverse()),
        "events": list(found.events.select_related("by")),
        "now": terms_on(found, day),
        "planned": found.terms.filter(since__gt=day),
        "may_change": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "savings/product.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
def arrears_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """Who is behind with simpanan wajib, by how much, and words to remind them with."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    refuses = wants_no_messages(OuterRef("member"), tenant)
    table = Table(
        arrears_columns(tenant),
        arrears(tenant, today(tenant)).annotate(refuses=refuses),
        asked=request.GET,
        name=f"tunggakan-{tenant.slug}",
        paper=Paper(_("Behind with simpanan wajib"), place=tenant.name, said=[]),
        first="-kurang",
        order=ARREARS_ORDER,
    )
    context = {"koppontren": tenant}
    return render_table(request, "savings/arrears.html", table, context)


def _refuse(form: Form, refusal: DomainError) -> None:
    """The sentence beside the field that it is about."""
    about = {"prefix_taken": "letters", "control_taken": "control", "not_its_account": "control"}
    field = refusal.field if isinstance(refusal, BadRule) else about.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal.message))
