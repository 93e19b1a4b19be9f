"""Papers of an entry: added, handed out inside the walls alone, taken away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.directory.downloads import download
from klinik.finance.ledger.attachments.commands import attach, remove_attachment
from klinik.finance.ledger.attachments.forms import ReceiptsForm
from klinik.finance.ledger.models import Attachment, Entry
from klinik.finance.ledger.views.journal import entry_page
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_POST
def add(request: SignedIn, koppontren: str, number: int) -> HttpResponse:
    """Lay photos of receipts beside an entry."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = get_object_or_404(Entry.objects.of(tenant), number=number)
    form = ReceiptsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            attach(found, files=form.cleaned_data["receipts"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The papers lie beside the entry now."))
            return redirect("ledger:entry", tenant.slug, number)
    return entry_page(request, tenant, found, form)


@login_required
@require_safe
def file(request: SignedIn, koppontren: str, number: str) -> HttpResponseBase:
    """The file of a paper, for those who read these books."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    paper = _found(tenant, number)
    response = download(paper.file, f"lampiran-{paper.entry_number or 'draf'}")
    if paper.is_picture:  # we have drawn it ourselves, so it may be shown
        response["Content-Disposition"] = "inline"
    return response


@login_required
@require_POST
def remove(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take a paper away while the period of its entry is open."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    paper = _found(tenant, number)
    try:
        remove_attachment(paper, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The paper is taken away."))
    if paper.entry_number:
        return redirect("ledger:entry", tenant.slug, paper.entry_number)
    return redirect("ledger:drafts", tenant.slug)


def _found(tenant: Koppontren, number: str) -> Attachment:
    rows = Attachment.objects.of(tenant).select_related("koppontren")
    paper = get_object_or_404(rows, number=number)
    if paper.removed_at:
        raise Http404
    return paper
