"""Cards of members: number and QR code, a sheet for the printer."""

from typing import NamedTuple

import segno
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.finance.members.models import Member
from klinik.finance.members.queries import Choice
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right

AT_ONCE = 50  # five sheets of ten


class Card(NamedTuple):
    """A member, and what a scanner reads."""

    member: Member
    qr: SafeString


@require_safe
@login_required
@never_cache
def cards(request: SignedIn, koppontren: str) -> HttpResponse:
    """The cards of those whom the list shows, ten on a sheet of A4; of who has left, none."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    choice = Choice.of(request.GET)
    pages = Paginator(choice.here(tenant), AT_ONCE)
    page = pages.get_page(request.GET.get("page"))
    shown = [Card(member, _qr(member)) for member in page.object_list]
    context = {"koppontren": tenant, "page": page, "cards": shown, "choice": choice}
    return render_page(request, "members/cards.html", context)


def _qr(member: Member) -> SafeString:
    """Dark on light in every display: readers want it so."""
    title = _("QR code of %(number)s") % {"number": member.number}
    drawn = segno.make(member.card_code, micro=False, error="m")
    return mark_safe(drawn.svg_inline(omitsize=True, dark="#000", light="#fff", title=title))  # noqa: S308  (drawn by us; segno escapes the title)
