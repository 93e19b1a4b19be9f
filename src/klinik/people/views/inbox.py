"""The inbox: what a person was told, and by which ways they want to be told."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klinik.core.feedback import done
from klinik.core.phones import whatsapp_link
from klinik.people.access import SignedIn, read_as
from klinik.people.commands import choose_ways, mark_all_read, mark_last_unread, mark_read
from klinik.people.forms import WaysForm
from klinik.people.models import Notification
from klinik.people.queries import inbox_of, unread_of, ways_of

PER_PAGE = 20
UNREAD = "belum"


@require_GET
@login_required
@never_cache
def inbox(request: SignedIn) -> HttpResponse:
    """What this person was told, the newest first."""
    read_as(request.user)
    only_unread = request.GET.get("tampil") == UNREAD
    rows = inbox_of(request.user, only_unread=only_unread)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(row) for row in page],
        "only_unread": only_unread,
        "unread": unread_of(request.user),
    }
    return render(request, "people/inbox.html", context)


def _line(row: Notification) -> dict[str, Any]:
    words = f"{row.text}\n{settings.ORIGIN}{row.url}"
    return {"row": row, "words": words, "whatsapp": whatsapp_link("", words)}


@require_POST
@login_required
def open_notification(request: SignedIn, pk: int) -> HttpResponse:
    """Read one, and go to what it is about."""
    read_as(request.user)
    row = get_object_or_404(inbox_of(request.user), pk=pk)
    mark_read(row)
    return redirect(row.url)


@require_POST
@login_required
def read_all(request: SignedIn) -> HttpResponse:
    """Nothing in the inbox waits any more."""
    read_as(request.user)
    if mark_all_read(request.user):
        done(request, _("Everything is read."), undo=reverse("people:unread_last"))
    return redirect("people:inbox")


@require_POST
@login_required
def unread_last(request: SignedIn) -> HttpResponse:
    """What was just marked as read waits again."""
    read_as(request.user)
    mark_last_unread(request.user)
    return redirect("people:inbox")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def preferences(request: SignedIn) -> HttpResponse:
    """By which ways this person wants to be told, for each group of events."""
    chosen = ways_of(request.user)
    form = WaysForm(request.POST or None, initial=chosen | {"language": request.user.language})
    if form.is_valid():
        choose_ways(request.user, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("people:preferences")
    status = 422 if form.is_bound else 200
    return render(request, "people/preferences.html", {"form": form}, status=status)
