"""What a link of the counter opens: sign in, or make an account, and the own page is there."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.finance.members.ties.commands import join_by_tie, take_tie
from klinik.finance.members.ties.queries import tie_of_link
from klinik.people.backends import BACKEND
from klinik.people.models import User
from klinik.tenancy.forms import JoinForm
from klinik.tenancy.queries import people_at


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tie(request: HttpRequest, sealed: str) -> HttpResponse:
    """Whoever came with the link is tied to the member, with or without an account so far."""
    row = tie_of_link(sealed)
    if row is None:
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    if user and row.is_tied and row.person_id == user.pk:
        return redirect("own:list")
    if not row.is_open:
        return render(request, "own/tie_closed.html", {"tie": row}, status=410)
    form = JoinForm(
        request.POST if request.method == "POST" else None, initial={"name": row.called}
    )
    if request.method == "POST" and (user or form.is_valid()):
        try:
            if user:
                take_tie(row, by=user)
            else:
                login(request, join_by_tie(row, **form.cleaned_data), backend=BACKEND)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("own:list")
    is_known = not user and people_at(email="", phone=row.phone).exists()
    context = {"tie": row, "form": form, "is_known": is_known}
    return render(request, "own/tie.html", context, status=422 if form.errors else 200)
