"""Steps of a role that runs: its last day, a new password, a lost second step."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from klinik.core.phones import whatsapp_link
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.commands import (
    end_role,
    refuse_to_renew,
    reset_second_factor,
    set_last_day,
)
from klinik.tenancy.forms import LastDayForm
from klinik.tenancy.models import PLACES, Membership
from klinik.tenancy.queries import (
    gives_in,
)
from klinik.tenancy.rules import NotADay
from klinik.tenancy.views.pages import page_of


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """A role ends at once, or gets another last day, or none."""
    membership = _role(request, pk)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        raise NotADay
    last_on, is_lasting = form.cleaned_data["last_on"], form.cleaned_data["is_lasting"]
    if last_on or is_lasting:
        set_last_day(membership, last_on=None if is_lasting else last_on, by=request.user)
        said = _("The role of %(name)s has a new last day.")
        if is_lasting:
            said = _("The role of %(name)s goes on without an end date.")
    else:
        end_role(membership, by=request.user)
        said = _("%(name)s is no longer %(role)s here.")
    name, role = membership.user.name, membership.get_role_display()
    messages.success(request, said % {"name": name, "role": role})
    return redirect(page_of(request, membership.place))


@login_required
@require_POST
@never_cache
def renew_password(request: SignedIn, pk: int) -> HttpResponse:
    """A link for a new password, to be passed on by WhatsApp; shown once."""
    membership = _role(request, pk)
    person = membership.user
    refuse_to_renew(person, by=request.user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )
    link = f"{settings.ORIGIN}{path}"
    words = _("Set a new password for Klinik OPOP with this link: %(link)s") % {"link": link}
    context = {
        "person": person,
        "link": link,
        "whatsapp": whatsapp_link(person.phone, words),
        "back": page_of(request, membership.place),
    }
    return render(request, "tenancy/password_link.html", context)


@login_required
@require_POST
def reset_second_step(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody lost the phone with their second step: they sign in without and set it up anew."""
    membership = _role(request, pk)
    reset_second_factor(membership.user, by=request.user)
    said = _("The second step of %(name)s is taken away. They set it up anew at the next sign-in.")
    messages.success(request, said % {"name": membership.user.name})
    return redirect(page_of(request, membership.place))


def _role(request: SignedIn, pk: int) -> Membership:
    """A running role that this person may give and end; 404 for all others."""
    read_as(request.user)
    rows = Membership.objects.running().select_related("user", *PLACES)
    membership = get_object_or_404(rows, pk=pk)
    if membership.role not in gives_in(request.user, membership.place):
        raise Http404
    return membership
