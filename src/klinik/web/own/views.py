"""One's own data: asked for, and taken away by nobody else."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.people.access import SignedIn, read_as
from klinik.people.models import OwnCopy
from klinik.people.queries import erasure_of
from klinik.people.rules import COPIES_A_DAY
from klinik.web.own.archive import NAME
from klinik.web.own.commands import ask_for_copy, ask_for_erasure, take_erasure_back
from klinik.web.own.forms import ErasureForm
from klinik.web.own.queries import copies_of
from klinik.web.tasks import gather_own_data


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: SignedIn) -> HttpResponse:
    """What the house knows about this person, to take away."""
    read_as(request.user)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            copy = ask_for_copy(request.user, task=gather_own_data)
        except DomainError as refused:
            refusal, status = str(refused.message), 422
        else:
            return redirect(copy.job or "web:own_data")
    context = {"copies": copies_of(request.user), "refusal": refusal, "most": COPIES_A_DAY}
    return render(request, "web/own_data.html", context, status=status)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
@require_safe
def own_copy(request: SignedIn, number: UUID) -> HttpResponseBase:
    """The file of a copy, for its person and for a week."""
    read_as(request.user)
    copy = get_object_or_404(OwnCopy, number=number, person=request.user)
    if not copy.is_there:
        raise Http404
    try:
        file = copy.file.open()
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=NAME, content_type="application/zip")


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_erasure(request: SignedIn) -> HttpResponse:
    """What erasing means, and the button that asks for it; two weeks to take it back."""
    read_as(request.user)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_for_erasure(request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("web:own_erasure")
    context = {"form": form, "erasure": erasure_of(request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "web/own_erasure.html", context, status=status)


@login_required
@require_POST
def keep_me(request: SignedIn) -> HttpResponse:
    """Take the wish to be erased back."""
    if take_erasure_back(request.user):
        messages.success(request, _("You stay. Nothing was erased."))
    return redirect("people:account")
