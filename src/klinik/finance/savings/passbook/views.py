"""The page from which a passbook is printed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.passbook.commands import (
    print_again,
    print_lines,
    set_layout,
    start_book,
)
from klinik.finance.savings.passbook.forms import AgainForm, LayoutForm, PrintForm
from klinik.finance.savings.passbook.models import Deed, PassbookPrint
from klinik.finance.savings.passbook.queries import (
    book_of,
    layout_for,
    prints_of,
    sheet_of,
)
from klinik.finance.savings.passbook.sheets import sheet
from klinik.finance.savings.queries import accounts_of
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

LATEST = 20  # prints that are shown


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def passbook(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """How far the book is printed, and the lines that come next; printing them."""
    tenant, savings = _account(request, koppontren, number)
    form = PrintForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = print_lines(savings, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _to(done)
    return _page(request, tenant, savings, form)


@require_POST
@login_required
def again(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """A page once more."""
    return _step(request, koppontren, number, AgainForm(request.POST), print_again)


@require_POST
@login_required
def new_book(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """The next line goes to the top of a new book."""
    return _step(request, koppontren, number, PrintForm(request.POST), start_book)


def _step(
    request: SignedIn,
    koppontren: str,
    number: str,
    form: Form,
    command: Callable[..., PassbookPrint],
) -> HttpResponse:
    tenant, savings = _account(request, koppontren, number)
    if form.is_valid():
        try:
            done = command(savings, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _to(done)
    return _page(request, tenant, savings, form)


@require_safe
@login_required
@never_cache
def printed(request: SignedIn, koppontren: str, number: str, done: UUID) -> HttpResponse:
    """The sheet of one print, for the printer."""
    tenant, savings = _account(request, koppontren, number)
    row = get_object_or_404(prints_of(savings).exclude(deed=Deed.BOOK), number=done)
    row.savings = savings
    layout = layout_for(tenant, savings.product)
    context = {
        "koppontren": tenant,
        "savings": savings,
        "done": row,
        "sheet": sheet(layout, sheet_of(row)),
        "waiting": book_of(savings).waiting,
    }
    return render(request, "savings/passbook/printed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def layout(request: SignedIn, koppontren: str, prefix: str = "") -> HttpResponse:
    """Where lines stand on a page: of all books, or of one product's."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    products = SavingsProduct.objects.of(tenant)
    product = get_object_or_404(products, prefix=prefix) if prefix else None
    form = LayoutForm(
        layout_for(tenant, product), request.POST if request.method == "POST" else None
    )
    if form.is_valid():
        set_layout(tenant, product=product, said=form.cleaned_data)
        messages.success(request, _("It is kept where lines stand in the book."))
        return redirect(request.path)
    context = {"koppontren": tenant, "form": form, "product": product, "products": products}
    status = 422 if form.is_bound else 200
    return render(request, "savings/passbook/layout.html", context, status=status)


def _account(request: SignedIn, koppontren: str, number: str) -> tuple[Koppontren, SavingsAccount]:
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    return tenant, get_object_or_404(accounts_of(tenant), number=number)


def _to(done: PassbookPrint) -> HttpResponse:
    place, number = done.koppontren.slug, done.savings.number
    if done.deed == Deed.BOOK:
        return redirect("savings:passbook", place, number)
    return redirect("savings:printed", place, number, done.number)


def _page(
    request: SignedIn, tenant: Koppontren, savings: SavingsAccount, form: Form
) -> HttpResponse:
    book = book_of(savings)
    context: dict[str, Any] = {
        "koppontren": tenant,
        "savings": savings,
        "form": form,
        "book": book,
        "sheet": sheet(book.layout, book.lines),
        "prints": list(prints_of(savings)[:LATEST]),
        "keys": [uuid4(), uuid4(), uuid4()],
        "may_lay_out": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    status = 422 if form.is_bound else 200
    return render(request, "savings/passbook/passbook.html", context, status=status)
