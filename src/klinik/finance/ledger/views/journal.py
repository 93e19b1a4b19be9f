"""The journal, one entry of it, and the undoing of an entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import KINDS, Paper, download
from klinik.core.http import render_page
from klinik.finance.ledger import reading
from klinik.finance.ledger.attachments.forms import ReceiptsForm
from klinik.finance.ledger.attachments.queries import attachments_of, is_in_open_period
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.drafts.queries import draft_behind
from klinik.finance.ledger.forms import JournalForm, UndoForm
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.tables import journal_rows
from klinik.finance.ledger.undoing import undoing
from klinik.finance.ledger.views.anew import address_anew
from klinik.finance.ledger.views.recording import recorded_redirect
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

PER_PAGE = 20


@login_required
@require_safe
def journal(request: SignedIn, koppontren: str) -> HttpResponse:
    """All entries, newest first, by day and kind."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    form = JournalForm(request.GET)
    is_valid = form.is_valid()
    chosen = form.cleaned_data if is_valid else {}
    entries = reading.journal(
        tenant, kind=chosen.get("kind", ""), first=chosen.get("from"), last=chosen.get("to")
    )
    if not is_valid:
        entries = entries.none()
    kind = request.GET.get("format", "")
    if is_valid and kind in KINDS:
        paper = Paper(_("Journal"), place=tenant.name, said=form.said())
        rows = journal_rows(tenant, entries)
        return download(rows, name=f"jurnal-{tenant.slug}", kind=kind, paper=paper)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "koppontren": tenant,
        "form": form,
        "page": page,
        "entries": reading.shown(tenant, list(page.object_list)),
        "is_filtered": any(chosen.values()),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "ledger/journal.html", context, 200 if is_valid else 422)


@login_required
@require_safe
def entry(request: SignedIn, koppontren: str, number: int) -> HttpResponse:
    """One entry: its lines, who and when, and its link in the chain."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    found = get_object_or_404(Entry.objects.of(tenant), number=number)
    return entry_page(request, tenant, found)


def entry_page(
    request: SignedIn, tenant: Koppontren, found: Entry, form: ReceiptsForm | None = None
) -> HttpResponse:
    """The page of an entry, with its papers and a form for more."""
    may_keep = Right.KEEP_BOOKS in rights_in(request.user, tenant)
    is_open = is_in_open_period(found)
    shown = reading.shown(tenant, [found])[0]
    context = {
        "koppontren": tenant,
        "form": form or ReceiptsForm(),
        "papers": attachments_of(found),
        "may_remove": may_keep and is_open,
        "shown": shown,
        "draft": draft_behind(found),
        "anew": address_anew(tenant, shown) if may_keep else "",
        "may_keep": may_keep,
    }
    status = 422 if form and form.errors else 200
    return render_page(request, "ledger/entry.html", context, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reverse(request: SignedIn, koppontren: str, number: int) -> HttpResponse:
    """Undo an entry: say why, then it is reversed by an entry of today."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = get_object_or_404(Entry.objects.of(tenant), number=number)
    form = UndoForm(request.POST or None)
    if form.is_valid():
        try:
            intent = undoing(found, reason=form.cleaned_data["reason"])
            key = form.cleaned_data["request_id"]
            undone = submit(tenant, intent=intent, request_id=key, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if isinstance(undone, Draft):
                return recorded_redirect(request, undone, "")
            messages.success(request, _("Entry %(number)s is undone.") % {"number": number})
            return redirect("ledger:entry", tenant.slug, undone.number)
    shown = reading.shown(tenant, [found])[0]
    waiting = Draft.objects.of(tenant).filter(reverses=number, decision="").first()
    context = {"koppontren": tenant, "shown": shown, "form": form, "waiting": waiting}
    return render_page(request, "ledger/reverse.html", context, 422 if form.is_bound else 200)
