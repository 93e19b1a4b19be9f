"""Putting a member's data right: facts, photo, consents, card; and the NIK shown in full."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.members.answers import photo_file
from klinik.finance.members.commands import (
    change_member,
    give_consent,
    keep_photo,
    make_new_card,
    show_nik,
    withdraw_consent,
)
from klinik.finance.members.forms import ChangeForm, ConsentForm, PhotoForm
from klinik.finance.members.models import MemberConsent
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import OvertakenMember
from klinik.finance.members.views.found import member_for
from klinik.finance.members.views.register import member_page
from klinik.people.access import SignedIn
from klinik.tenancy.roles import Right


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """A form with what is said of a member."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    form = ChangeForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change_member(person, **form.asked(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
            if isinstance(refusal, OvertakenMember):
                person.refresh_from_db()
                form.data = request.POST.copy()
                form.data["seen"] = seen_of(person)
        else:
            messages.success(request, _("The member's data are put right."))
            return redirect(person)
    context = {"koppontren": tenant, "member": person, "form": form}
    return render_page(request, "members/change.html", context, 422 if form.is_bound else 200)


@login_required
@never_cache
@require_POST
def nik(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """The NIK in full, this once; the history says who asked."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    return member_page(request, tenant, person, nik=show_nik(person, by=request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: SignedIn, koppontren: str, number: str) -> HttpResponseBase:
    """The photo, for the people of the cooperative; or another one in its place."""
    needs = Right.MANAGE_MEMBERS if request.method == "POST" else Right.READ_MEMBERS
    tenant, person = member_for(request.user, koppontren, number, needs=needs)
    if request.method != "POST":
        return photo_file(person)
    if "remove" in request.POST:
        keep_photo(person, None, by=request.user)
        return redirect(person)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            keep_photo(person, form.cleaned_data["photo"], by=request.user)
        except DomainError as refusal:
            form.add_error("photo", str(refusal.message))
        else:
            messages.success(request, _("The photo is kept."))
            return redirect(person)
    return member_page(request, tenant, person, photo_form=form, status=422)


@login_required
@require_POST
def consent(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Record to what a member or a guardian agreed."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    form = ConsentForm(person, request.POST)
    if form.is_valid():
        try:
            give_consent(person, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect(person)
    return member_page(request, tenant, person, consent_form=form, status=422)


@login_required
@require_POST
def withdraw(request: SignedIn, koppontren: str, number: str, purpose: str) -> HttpResponse:
    """A consent holds no longer."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    rows = MemberConsent.objects.of(tenant).filter(member=person, withdrawn_on=None)
    row = get_object_or_404(rows.select_related("member"), purpose=purpose)
    try:
        withdraw_consent(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The consent is taken back; its days stay in the history."))
    return redirect(person)


@login_required
@require_POST
def new_card(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Another code for the card: the lost one finds nobody any more."""
    _tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    try:
        make_new_card(person, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The card has a new code; the old one opens nothing."))
    return redirect(person)
