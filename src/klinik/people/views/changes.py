"""What a person changes about themselves, each on a page of its own."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.people.access import SignedIn
from klinik.people.commands import ask_email, change_number, confirm_email, rename
from klinik.people.forms import OwnEmailForm, OwnNameForm, OwnNumberForm
from klinik.people.letters import opened

FORMS = ["GET", "POST"]


@require_http_methods(FORMS)
@login_required
@never_cache
def own_name(request: SignedIn) -> HttpResponse:
    """How the person is called."""
    form = OwnNameForm(request.POST or None, initial={"name": request.user.name})
    return _keep(request, form, rename, title=_("My name"), said=_("Your name is kept."))


@require_http_methods(FORMS)
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
@never_cache
def own_email(request: SignedIn) -> HttpResponse:
    """Another mailbox, or a link to the one that nobody confirmed yet."""
    initial = "" if request.user.is_email_confirmed else request.user.email
    form = OwnEmailForm(request.POST or None, initial={"email": initial})
    said = _("If the address can be used, a link is on its way there. Open it within three days.")
    return _keep(request, form, ask_email, title=_("My e-mail"), said=said)


@require_http_methods(FORMS)
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
def own_number(request: SignedIn) -> HttpResponse:
    """Another number to sign in with."""
    shown = f"+{request.user.phone}" if request.user.phone else ""
    form = OwnNumberForm(request.POST or None, initial={"phone": shown})
    return _keep(request, form, change_number, title=_("My number"), said=_("Your number is kept."))


def _keep(
    request: SignedIn, form: forms.Form, command: Callable[..., Any], *, title: str, said: str
) -> HttpResponse:
    if form.is_valid():
        try:
            command(request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, said)
            return redirect("people:account")
    context = {"form": form, "title": title}
    return render(request, "people/own.html", context, status=422 if form.is_bound else 200)


@require_http_methods(FORMS)
@login_required
@never_cache
def confirm(request: SignedIn, sealed: str) -> HttpResponse:
    """What the link in a new mailbox opens; a button, since programs open links too."""
    found = opened(sealed)
    if found is None:
        return render(request, "people/confirm.html", {}, status=410)
    person, email = found
    if person != request.user.pk:
        raise Http404
    if request.method == "POST":
        confirm_email(request.user, email=email)
        messages.success(request, _("This e-mail is yours now."))
        return redirect("people:account")
    return render(request, "people/confirm.html", {"email": email})
