"""A person's own account, and what they read whose sign-in is locked for a while."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from klinik.people.access import SignedIn, read_as
from klinik.people.commands import sign_out_device, sign_out_others
from klinik.people.queries import devices_of, erasure_of


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for this person from this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "people/locked_out.html", {"minutes": minutes}, status=429)


@require_GET
@login_required
@never_cache
def account(request: SignedIn) -> HttpResponse:
    """Who this person is here, and the browsers they are signed in with."""
    devices = devices_of(request.user)
    read_as(request.user)
    shown = {
        "devices": devices,
        "this_key": request.session.session_key,
        "erasure": erasure_of(request.user),
    }
    return render(request, "people/account.html", shown)


@require_POST
@login_required
def sign_out_everywhere(request: SignedIn) -> HttpResponse:
    """End every other session of this person."""
    sign_out_others(request.user, but=request.session.session_key)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("people:account")


@require_POST
@login_required
def sign_out(request: SignedIn, handle: str) -> HttpResponse:
    """End one other session of this person; one that ended meanwhile is as good."""
    sign_out_device(request.user, handle=handle, but=request.session.session_key)
    messages.success(request, _("That device is signed out."))
    return redirect("people:account")
