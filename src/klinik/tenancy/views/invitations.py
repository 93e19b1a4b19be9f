"""Steps of an invitation, and what its link opens."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.database import set_local
from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.people.access import SignedIn, read_as
from klinik.people.backends import BACKEND
from klinik.tenancy.commands import (
    accept_invitation,
    approve_invitation,
    join,
    restore_invitation,
    withdraw_invitation,
)
from klinik.tenancy.forms import JoinForm
from klinik.tenancy.models import PLACES, Invitation
from klinik.tenancy.queries import (
    people_at,
)
from klinik.tenancy.views.pages import page_of

FORMS = ["GET", "POST"]


@login_required
@require_POST
def approve(request: SignedIn, number: UUID) -> HttpResponse:
    """The board agrees to an invitation."""
    return _step(request, number, approve_invitation, _("The invitation may be sent now."))


@login_required
@require_POST
def withdraw(request: SignedIn, number: UUID) -> HttpResponse:
    """The link of an invitation stops working."""
    undo = reverse("tenancy:restore", args=[number])
    return _step(request, number, withdraw_invitation, _("The invitation is withdrawn."), undo)


@login_required
@require_POST
def restore(request: SignedIn, number: UUID) -> HttpResponse:
    """An invitation that was withdrawn a moment ago counts again."""
    return _step(request, number, restore_invitation, _("The invitation counts again."))


def _step(
    request: SignedIn, number: UUID, command: Callable[..., None], said: str, undo: str = ""
) -> HttpResponse:
    read_as(request.user)
    row = get_object_or_404(Invitation, number=number)
    command(row, by=request.user)
    done(request, said, undo=undo)
    return redirect(page_of(request, row.place))


@require_http_methods(FORMS)
@never_cache
def invitation(request: HttpRequest, sealed: str) -> HttpResponse:
    """What the link of an invitation opens: take the role up, with or without an account."""
    row = _sealed_in(sealed)
    user = request.user if request.user.is_authenticated else None
    if not row.is_open:
        return render(request, "tenancy/invitation_closed.html", {"invitation": row}, status=410)
    form = JoinForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and (user or form.is_valid()):
        try:
            person = user or join(row, **form.cleaned_data)
            accept_invitation(row, by=person)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if not user:
                login(request, person, backend=BACKEND)
            return redirect(settings.LOGIN_REDIRECT_URL)
    known = not user and people_at(email=row.email, phone=row.phone).exists()
    context = {"invitation": row, "form": form, "is_known": known}
    return render(request, "tenancy/invitation.html", context, status=422 if form.errors else 200)


def _sealed_in(sealed: str) -> Invitation:
    """The invitation of a link, which row-level security shows to nobody without it."""
    try:
        number = int(signing.Signer(salt=Invitation.SALT).unsign(sealed))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    set_local("klinik.invitation", str(number))
    read_as(None)
    rows = Invitation.objects.select_related("invited_by", *PLACES)
    return get_object_or_404(rows, pk=number)
