"""Pages about members: the register, and one person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.members.models import Member
from klinik.finance.members.queries import find_members
from klinik.finance.members.rooms import panels_of
from klinik.finance.members.tables import ORDER, member_columns
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right


@require_safe
@login_required
def member_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """The register, searched by name or number."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    query = request.GET.get("q", "")
    table = Table(
        member_columns(tenant),
        find_members(tenant, query),
        asked=request.GET,
        name=f"anggota-{tenant.slug}",
        paper=Paper(_("Members"), place=tenant.name, said=[query]),
        first="nama",
        order=ORDER,
    )
    may_admit = Right.MANAGE_MEMBERS in rights_in(request.user, tenant)
    context = {"koppontren": tenant, "query": query, "may_admit": may_admit}
    return render_table(request, "members/list.html", table, context)


@require_safe
@login_required
def member(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One member, and what every room has of them."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    person = get_object_or_404(
        Member.objects.of(tenant).select_related("koppontren"), number=number
    )
    panels = panels_of(person, rights_in(request.user, tenant))
    context = {"koppontren": tenant, "member": person, "panels": panels}
    return render_page(request, "members/member.html", context)
