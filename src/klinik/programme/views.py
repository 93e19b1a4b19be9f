"""The koppontren's front page, and the page on which it shares a figure or takes it back."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klinik.clinic.cases.models import Case
from klinik.clinic.cases.numbers import CaseNumber
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.people.access import SignedIn
from klinik.programme.commands import give_consent, withdraw_consent
from klinik.programme.forms import ConsentForm
from klinik.programme.founding.queries import first_steps
from klinik.programme.models import Consent
from klinik.programme.queries import consents_of, front_page
from klinik.tenancy.access import koppontren_for, read_as, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_GET
def koppontren(request: SignedIn, koppontren: str) -> HttpResponse:
    """Where the money is, the latest entries, what is shared, and the way to every room."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.SEE)
    read_as(request.user)
    rights = rights_in(request.user, tenant)
    context = front_page(tenant, rights=rights, on=timezone.localdate())
    context["steps"] = first_steps(tenant, rights=rights)
    return render(request, "programme/koppontren.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def sharing(request: SignedIn, koppontren: str) -> HttpResponse:
    """What this koppontren shares with the programme, and a form to share a figure."""
    needs = Right.CONSENT if request.method == "POST" else Right.READ_BOOKS
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    read_as(request.user)
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        try:
            give_consent(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The figure is shared. You can withdraw it at any time."))
            return redirect(_back(request, tenant))
    context = {
        "koppontren": tenant,
        "consents": consents_of(tenant),
        "form": form,
        "may_consent": Right.CONSENT in rights_in(request.user, tenant),
    }
    return render_page(request, "programme/sharing.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take a consent back."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.CONSENT)
    read_as(request.user)
    consent = get_object_or_404(Consent.objects.of(tenant), number=number)
    withdraw_consent(consent, by=request.user)
    messages.success(request, _("The consent is withdrawn. The figure is no longer shown."))
    return redirect("programme:sharing", tenant.slug)


def _back(request: SignedIn, tenant: Koppontren) -> str:
    # Sharing is often asked for on a case: back to it, if it is one this person may see.
    number = request.GET.get("case", "")
    is_number = re.fullmatch(CaseNumber.regex, number)
    case = Case.objects.filter(number=number).first() if is_number else None
    return case.get_absolute_url() if case else reverse("programme:sharing", args=[tenant.slug])
