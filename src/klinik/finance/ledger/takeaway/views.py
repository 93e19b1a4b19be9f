"""The whole book as one file, to be kept elsewhere or read by another program."""

from tempfile import SpooledTemporaryFile

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import handed
from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries import end_of_chain
from klinik.finance.ledger.takeaway.files import IN_MEMORY, TYPES, write_book
from klinik.finance.ledger.takeaway.forms import TakeHomeForm
from klinik.finance.ledger.takeaway.queries import TakenBook, open_to_take
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right


@login_required
@require_safe
def take_home(request: SignedIn, koppontren: str) -> HttpResponse:
    """Choose a file, and have it: everything that was ever recorded."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    form = TakeHomeForm(request.GET or None)
    if form.is_valid():
        book = open_to_take(tenant, with_memos=form.cleaned_data["memos"])
        if book is not None:
            return _file(book, form.cleaned_data["kind"])
        form.add_error(None, _("The book is not open yet; there is nothing to take home."))
    number, _link = end_of_chain(tenant) or (None, "")
    context = {
        "koppontren": tenant,
        "form": form,
        "entries": number,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "ledger/take_home.html", context, 422 if form.is_bound else 200)


def _file(book: TakenBook, kind: str) -> HttpResponse:
    """Whole before the first byte leaves: read inside the transaction that shows the book."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # `handed` closes it
    try:
        write_book(book, file, kind=kind)
    except BaseException:
        file.close()
        raise
    response = handed(file, content_type=TYPES[kind])
    name = f"buku-{book.koppontren.slug}-{today_in(book.koppontren):%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
