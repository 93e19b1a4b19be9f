"""A step of a session: taken by POST; whoever comes back to its address is led to the session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from klinik.clinic.sessions.parties import session_for
from klinik.people.access import SignedIn


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step is taken by POST; a GET leads to its session."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def take_or_lead(request: SignedIn, slug: str, **ids: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, slug, **ids)
        session, _part = session_for(request.user, slug)
        return redirect(session)

    return take_or_lead
