"""Collecting from a group in one table: who belongs to it, what each pays, a receipt for each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.finance.counter.commands import add_group, collect, open_for_all, put_into, take_out_of
from klinik.finance.counter.group_forms import CollectForm, GroupForm
from klinik.finance.counter.group_queries import collections_of, payers
from klinik.finance.counter.models import Collection, Group
from klinik.finance.counter.queries import found_members, place_of
from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.savings.queries import accounts_of, collected_products
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: SignedIn, koppontren: str) -> HttpResponse:
    """All groups; and a new one."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    form = GroupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            group = add_group(tenant, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(group)
    found = Group.objects.of(tenant).select_related("koppontren")
    context = {"koppontren": tenant, "form": form, "groups": list(found)}
    return render_page(request, "counter/groups.html", context, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: SignedIn, koppontren: str, pk: int) -> HttpResponse:
    """The table of a group: one amount for each member, saved together or not at all."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    found = _group(tenant, pk)
    products = collected_products(tenant)
    asked = request.GET.get("simpanan", "")
    product = next((p for p in products if p.prefix == asked), next(iter(products), None))
    form = CollectForm(
        request.POST if request.method == "POST" else None,
        payers=payers(found, product) if product else [],
    )
    if request.POST.get("check"):
        form.is_valid()
        return render(request, "counter/_total.html", {"form": form})
    if product and request.POST.get("open"):
        return _open_for_all(request, found, product)
    if product and form.is_valid():
        try:
            saved = collect(
                found,
                product=product,
                amounts=form.amounts(),
                request_id=form.cleaned_data["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("%(total)s is saved.") % {"total": rupiah(saved.total)}
            messages.success(request, said)
            return redirect(saved)
    context = {
        "koppontren": tenant,
        "group": found,
        "products": products,
        "product": product,
        "form": form,
        "place": place_of(tenant, request.user),
        "collections": list(collections_of(found)),
        **_candidates(tenant, request.GET.get("q", "")),
    }
    return render_page(request, "counter/group.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def place(request: SignedIn, koppontren: str, pk: int) -> HttpResponse:
    """Put a member into a group, or take one out of it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    found = _group(tenant, pk)
    number = request.POST.get("member", "").replace("\0", "")
    member = Member.objects.of(tenant).filter(number=number).first()
    if member is None:
        messages.error(request, _("No member has this number."))
    elif request.POST.get("out"):
        take_out_of(found, member)
    else:
        put_into(found, member)
    return redirect(found)


@login_required
@require_safe
def collection(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What was collected at once, with the receipt of each member."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    rows = Collection.objects.of(tenant).select_related("group__koppontren", "product", "by")
    found = get_object_or_404(rows, request_id=number)
    accounts = accounts_of(tenant).filter(number__in=[row[0] for row in found.rows])
    by_number = {savings.number: savings for savings in accounts}
    lines = [
        (
            by_number[number],
            amount,
            reverse("savings:receipt", args=[tenant.slug, number, entry]),
        )
        for number, amount, entry in found.rows
    ]
    context = {"koppontren": tenant, "collection": found, "lines": lines}
    return render_page(request, "counter/collection.html", context)


def _open_for_all(request: SignedIn, group: Group, product: SavingsProduct) -> HttpResponse:
    try:
        opened = open_for_all(group, product=product, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = ngettext("%(n)s account is opened.", "%(n)s accounts are opened.", opened)
        messages.success(request, said % {"n": opened})
    return redirect(f"{group.get_absolute_url()}?simpanan={product.prefix}")


def _group(tenant: Koppontren, pk: int) -> Group:
    return get_object_or_404(Group.objects.of(tenant).select_related("koppontren"), pk=pk)


def _candidates(tenant: Koppontren, typed: str) -> dict[str, object]:
    typed = typed.replace("\0", "").strip()[:100]
    found, has_more = found_members(tenant, typed) if typed else ([], False)
    return {"typed": typed, "found": found, "has_more": has_more}
