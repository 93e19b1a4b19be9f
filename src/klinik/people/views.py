"""Signing in: the demonstration's short cut, and what a locked-out person reads."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from klinik.people.models import User

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people, without a password, in demonstration only."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(
        User.objects.exclude(demo_label="").filter(is_active=True),
        email=request.POST.get("email", ""),
    )
    login(request, user, backend=ALLAUTH)
    return redirect(settings.LOGIN_REDIRECT_URL)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for this person from this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
