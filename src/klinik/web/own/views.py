"""One's own data: asked for, and taken away by nobody else."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.people.access import SignedIn, read_as
from klinik.people.models import OwnCopy
from klinik.people.rules import COPIES_A_DAY
from klinik.web.own.archive import NAME
from klinik.web.own.commands import ask_for_copy
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
