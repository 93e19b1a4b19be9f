"""The page on which the counter gives a member, or a guardian, the way to their own page."""

from typing import Any
from uuid import UUID, uuid4

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.phones import whatsapp_link
from klinik.finance.members.forms import TieForm
from klinik.finance.members.models import MemberTie
from klinik.finance.members.ties.commands import end_tie, make_tie
from klinik.finance.members.ties.queries import ties_of, who_may_be_tied
from klinik.finance.members.views.found import member_for
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.roles import Right

MOST = 20  # ties that are shown, the newest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ties(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Who sees this member's own page, and the links that wait; or another link."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    read_as(request.user)
    form = TieForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            make_tie(person, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("members:ties", tenant.slug, person.number)
    found = list(ties_of(person)[:MOST])
    may_be = who_may_be_tied(person)
    tied = {tie.capacity for tie in found if tie.is_tied}
    context = {
        "koppontren": tenant,
        "member": person,
        "form": form,
        "waiting": [_shown(tie) for tie in found if tie.is_open],
        "ties": [tie for tie in found if not tie.is_open],
        "offers": [(who, name) for who, (name, _phone) in may_be.items() if who not in tied],
        "request_id": uuid4(),
    }
    return render_page(request, "members/ties.html", context, 422 if form.is_bound else 200)


def _shown(tie: MemberTie) -> dict[str, Any]:
    """A link that waits: as an address, as a picture for a camera, as a message."""
    link = f"{settings.ORIGIN}{tie.get_absolute_url()}"
    words = _(
        "Assalamu'alaikum %(name)s. Open this link within 7 days to see the savings at %(place)s "
        "on your own telephone: %(link)s It works once. Pass it to nobody."
    ) % {"name": tie.called, "place": tie.koppontren.name, "link": link}
    drawn = segno.make(link, micro=False).svg_inline(
        omitsize=True, dark="#000", light="#fff", title=_("QR code of the link")
    )
    return {
        "tie": tie,
        "link": link,
        "picture": mark_safe(drawn),  # noqa: S308  (drawn by us; segno escapes the title)
        "whatsapp": whatsapp_link(tie.phone, words) if tie.phone else "",
    }


@login_required
@require_POST
def end(request: SignedIn, koppontren: str, number: str, tie: UUID) -> HttpResponse:
    """A link opens nothing any more, and whoever was tied by it sees nothing."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    read_as(request.user)
    row = get_object_or_404(ties_of(person), number=tie)
    end_tie(row, by=request.user)
    messages.success(request, _("Ended. Nobody sees the member's page through it any more."))
    return redirect("members:ties", tenant.slug, person.number)
