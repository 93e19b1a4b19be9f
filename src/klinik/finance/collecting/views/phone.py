"""What the phone asks for: the page without a line, the list, and the receipts it sends."""

import time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from klinik.finance.collecting.answers import answer_of
from klinik.finance.collecting.commands import take_in
from klinik.finance.collecting.queries import list_for, open_shift, own_bag
from klinik.finance.collecting.reading import Unreadable, read_sent
from klinik.finance.collecting.refusals import NotAReceipt
from klinik.finance.savings.limits.queries import limits_of
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@require_safe
@cache_control(no_cache=True)
def app(request: HttpRequest) -> HttpResponse:
    """The collector's page, kept on the phone: it knows nobody until the phone tells it."""
    return render(request, "collecting/app.html")


@login_required
@require_safe
def listed(request: SignedIn, koppontren: str) -> JsonResponse:
    """Whom this collector goes to, with what is due: what the phone keeps to work offline."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COLLECT)
    bag = own_bag(tenant, request.user)
    content = {
        "person": {"id": request.user.pk, "name": request.user.name},
        "koppontren": {
            "slug": tenant.slug,
            "name": tenant.name,
            "is_simulated": tenant.is_simulated,
        },
        "bag_is_open": bag is not None and open_shift(bag) is not None,
        "most": limits_of(tenant, request.user).deposit,
        "members": [one.as_data() for one in list_for(tenant, request.user)],
        **_of_session(request),
    }
    return _private(content)


@login_required
@require_POST
def send(request: SignedIn, koppontren: str) -> JsonResponse:
    """Take receipts in, each with an answer of its own, the same one again with the same."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COLLECT)
    try:
        sent = read_sent(request.body)
    except Unreadable:
        return _private({"message": str(_("These are no receipts."))}, status=422)
    if sent.person != request.user.pk:
        message = _("These receipts are of somebody else, who has to sign in to send them.")
        return _private({"message": str(message)}, status=409)
    readable = [slip for _said, slip in sent.slips if slip]
    found = iter(take_in(tenant, readable, sent_at=sent.sent_at, by=request.user))
    answers = [answer_of(said, next(found) if slip else NotAReceipt()) for said, slip in sent.slips]
    return _private({"answers": answers, **_of_session(request)})


def _of_session(request: SignedIn) -> dict[str, Any]:
    return {"token": get_token(request), "now": int(time.time() * 1000)}


def _private(content: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, headers={"Cache-Control": "private, no-store"})
