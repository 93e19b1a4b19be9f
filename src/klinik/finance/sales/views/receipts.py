"""Receipts: the list of what was sold, one of them, and goods that come back."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.core.templatetags.klinik import tanggal
from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member
from klinik.finance.sales.access import seller_or_reader_for
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.forms import ReturnForm
from klinik.finance.sales.queries import receipt_of, sales_of
from klinik.finance.sales.tables import ORDER, sale_columns
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_safe
def listed(request: SignedIn, koppontren: str) -> HttpResponse:
    """What was sold on a day, to a member, in a year, or ever."""
    tenant, rights = seller_or_reader_for(request, koppontren)
    day = _day(request.GET.get("hari", ""))
    buyer, year = _buyer(tenant, request.GET)
    rows = sales_of(tenant)
    if day:
        rows = rows.filter(sold_on=day)
    if buyer:
        rows = rows.filter(member=buyer)
    if year:
        rows = rows.filter(sold_on__year=year)
    said = [tanggal(day)] if day else []
    said += [f"{buyer.number} {buyer.name}"] if buyer else []
    said += [str(year)] if year else []
    table = Table(
        sale_columns(tenant),
        rows,
        asked=request.GET,
        name=f"penjualan-{tenant.slug}",
        paper=Paper(_("Sales"), place=tenant.name, said=said),
        first="-nomor",
        order=ORDER,
    )
    context = {
        "koppontren": tenant,
        "day": day,
        "today": today_in(tenant),
        "said": said,
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_table(request, "sales/sales.html", table, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sale(request: SignedIn, koppontren: str, number: int) -> HttpResponse:
    """A receipt with everything on it; and what of it comes back."""
    tenant, rights = seller_or_reader_for(request, koppontren)
    if request.method == "POST" and Right.SELL not in rights:
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    found = receipt_of(tenant, number)
    if found is None:
        raise Http404
    lines = list(found.lines.all())
    form = ReturnForm(request.POST if request.method == "POST" else None, lines=lines)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            back = take_back(
                found,
                lines=cleaned["lines"],
                reason=cleaned["reason"],
                request_id=cleaned["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The goods are back, and the money is given back."))
            return redirect("sales:sale", tenant.slug, back.entry_number)
    context = {
        "koppontren": tenant,
        "sale": found,
        "form": form,
        "may_return": Right.SELL in rights and found.returns_id is None,
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_page(request, "sales/sale.html", context, 422 if form.is_bound else 200)


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _buyer(tenant: Koppontren, asked: QueryDict) -> tuple[Member | None, int | None]:
    """The member and the year whose sales are asked for; what is not known is left out."""
    number, year = asked.get("anggota", ""), asked.get("tahun", "")
    buyer = Member.objects.of(tenant).filter(number=number).first() if number else None
    is_year = year.isascii() and year.isdigit() and len(year) == 4 and year != "0000"
    return buyer, int(year) if is_year else None
