"""Pages of people and their roles, and of the papers that a pesantren's people keep."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.database import set_local
from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.core.http import render_page
from klinik.core.phones import whatsapp_link
from klinik.directory import commands
from klinik.directory.evidence import clean_evidence
from klinik.directory.forms import NewPaperForm, PaperForm
from klinik.directory.models import Paper, Partner, Pesantren
from klinik.directory.queries import papers_due, papers_of
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import koppontren_for, partner_for, pesantren_for
from klinik.tenancy.commands import (
    accept_invitation,
    approve_invitation,
    end_role,
    invite,
    join,
    refuse_to_renew,
    reset_second_factor,
    restore_invitation,
    set_last_day,
    withdraw_invitation,
)
from klinik.tenancy.forms import InviteForm, JoinForm, LastDayForm
from klinik.tenancy.models import PLACES, Invitation, Koppontren, Membership, Office, Place
from klinik.tenancy.queries import (
    coordinates,
    ended_in,
    gives_in,
    pending_in,
    people_at,
    people_in,
    roles_in,
)
from klinik.tenancy.roles import PartnerRight, Right, Role
from klinik.tenancy.rules import NotADay

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"
FORMS = ["GET", "POST"]
MOST_ENDED = 50  # all of them stand in the history


@login_required
@require_http_methods(FORMS)
def koppontren_people(request: SignedIn, koppontren: str) -> HttpResponse:
    """Who works in a koppontren and for its pesantren."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.INVITE)
    return _people(request, tenant, tenant.pesantren)


@login_required
@require_http_methods(FORMS)
def pesantren_people(request: SignedIn, slug: str) -> HttpResponse:
    """Who speaks for a pesantren, and for its koppontren's beginning; for the secretariat."""
    _coordinators_only(request)
    pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    tenant = Koppontren.objects.filter(pesantren=pesantren).first()
    places: list[Place] = [place for place in (pesantren, tenant) if place]
    # Not who stands at the counter: that is the koppontren's own affair.
    return _people(request, *places, only=[Role.ASSISTANT, Role.BOARD, Role.MANAGER])


@login_required
@require_safe
def papers(request: SignedIn, slug: str) -> HttpResponse:
    """The legality papers of a pesantren's products, for those who speak for it."""
    pesantren = pesantren_for(request.user, slug)
    read_as(request.user)
    held: dict[int, list[Paper]] = {}
    for paper in papers_of(pesantren):
        held.setdefault(paper.product_id, []).append(paper)
    products = [(product, held.get(product.pk, [])) for product in pesantren.products.on_offer()]
    due = papers_due(pesantren, today=timezone.localdate())
    context = {"pesantren": pesantren, "products": products, "due": due}
    return render(request, "tenancy/papers.html", context)


@login_required
@require_http_methods(FORMS)
def add_paper(request: SignedIn, slug: str, product: int) -> HttpResponse:
    """A paper that a product did not have yet."""
    pesantren = pesantren_for(request.user, slug)
    row = get_object_or_404(pesantren.products, pk=product)
    form = NewPaperForm(request.POST or None, request.FILES or None)
    keep = partial(commands.add_paper, row)
    return _paper(request, pesantren, form, keep, {"product": row, "act": "add"})


@login_required
@require_http_methods(FORMS)
def renew_paper(request: SignedIn, slug: str, paper: int) -> HttpResponse:
    """A newer paper takes the place of one that ends."""
    pesantren = pesantren_for(request.user, slug)
    row = _paper_of(pesantren, paper)
    form = PaperForm(request.POST or None, request.FILES or None, initial={"number": row.number})
    keep = partial(commands.renew_paper, row)
    context = {"product": row.product, "paper": row, "act": "renew"}
    return _paper(request, pesantren, form, keep, context)


@login_required
@require_http_methods(FORMS)
def correct_paper(request: SignedIn, slug: str, paper: int) -> HttpResponse:
    """What was typed wrongly is put right."""
    pesantren = pesantren_for(request.user, slug)
    row = _paper_of(pesantren, paper)
    typed = {"number": row.number, "valid_until": row.valid_until}
    form = PaperForm(request.POST or None, request.FILES or None, initial=typed)
    keep = partial(commands.correct_paper, row)
    context = {"product": row.product, "paper": row, "act": "correct"}
    return _paper(request, pesantren, form, keep, context)


def _paper_of(pesantren: Pesantren, number: int) -> Paper:
    """Also one that was replaced: the form that replaced it may come twice."""
    rows = Paper.objects.filter(product__pesantren=pesantren).select_related("product")
    return get_object_or_404(rows, pk=number)


def _paper(
    request: SignedIn,
    pesantren: Pesantren,
    form: PaperForm,
    keep: Callable[..., Paper],
    context: dict[str, Any],
) -> HttpResponse:
    read_as(request.user)
    if form.is_valid():
        upload = form.cleaned_data.pop("file")
        try:
            file = clean_evidence(upload) if upload else None
            keep(by=request.user, file=file, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("tenancy:papers", pesantren.slug)
    context |= {"pesantren": pesantren, "form": form}
    return render(request, "tenancy/paper.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(FORMS)
def office_people(request: SignedIn, code: str) -> HttpResponse:
    """Who works in an office; for the secretariat."""
    _coordinators_only(request)
    office = get_object_or_404(Office, code=code)
    return _people(request, office)


@login_required
@require_http_methods(FORMS)
def partner_people(request: SignedIn, slug: str) -> HttpResponse:
    """Who acts for a partner; for its own people and the secretariat."""
    partner = get_object_or_404(Partner, slug=slug)
    if not coordinates(request.user):
        partner = partner_for(request.user, slug, needs=PartnerRight.INVITE)
    return _people(request, partner)


def _coordinators_only(request: SignedIn) -> None:
    if not coordinates(request.user):
        raise Http404


def _people(
    request: SignedIn, *places: Place, only: Collection[Role] = tuple(Role)
) -> HttpResponse:
    read_as(request.user)
    people, ended = (rows.filter(role__in=only) for rows in (people_in(*places), ended_in(*places)))
    gives = {role: place for place in places for role in gives_in(request.user, place)}
    form = InviteForm(gives, request.POST or None)
    if form.is_valid():
        place = gives[form.cleaned_data["role"]]
        try:
            invitation = invite(place, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(f"{request.path}#undangan-{invitation.number}")
    is_board = Role.BOARD in roles_in(request.user, places[0])
    context = {
        "place": places[0],
        "people": [_row(request, row, gives) for row in people],
        "ended": ended[:MOST_ENDED],
        "today": timezone.localdate(),
        "invitations": [_letter(row, is_board=is_board) for row in pending_in(*places)],
        "form": form,
        "history": f"{request.path}riwayat/",
    }
    return render_page(request, "tenancy/people.html", context, 422 if form.is_bound else 200)


def _row(request: SignedIn, membership: Membership, gives: dict[Role, Place]) -> dict[str, Any]:
    is_self = membership.user_id == request.user.pk
    return {"role": membership, "may_end": membership.role in gives, "is_self": is_self}


def _letter(invitation: Invitation, *, is_board: bool) -> dict[str, Any]:
    link = f"{settings.ORIGIN}{invitation.get_absolute_url()}"
    words = _(
        "Assalamu'alaikum %(name)s. You are invited to Klinik OPOP as %(role)s of %(place)s. "
        "Open this link within 7 days: %(link)s"
    ) % {
        "name": invitation.name,
        "role": invitation.get_role_display(),
        "place": invitation.place,
        "link": link,
    }
    return {
        "invitation": invitation,
        "link": link,
        "whatsapp": whatsapp_link(invitation.phone, words),
        "may_approve": is_board and invitation.approved_by is None,
    }


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
    return redirect(_page_of(request, row.place))


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
    return redirect(_page_of(request, membership.place))


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
        "back": _page_of(request, membership.place),
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
    return redirect(_page_of(request, membership.place))


def _role(request: SignedIn, pk: int) -> Membership:
    """A running role that this person may give and end; 404 for all others."""
    read_as(request.user)
    rows = Membership.objects.running().select_related("user", *PLACES)
    membership = get_object_or_404(rows, pk=pk)
    if membership.role not in gives_in(request.user, membership.place):
        raise Http404
    return membership


def _page_of(request: SignedIn, place: Place) -> str:
    """The page on which this person sees the people of a place."""
    if isinstance(place, Office):
        return reverse("tenancy:office_people", args=[place.code])
    if isinstance(place, Partner):
        return reverse("tenancy:partner_people", args=[place.slug])
    pesantren = place if isinstance(place, Pesantren) else place.pesantren
    if coordinates(request.user):
        return reverse("tenancy:pesantren_people", args=[pesantren.slug])
    return reverse("tenancy:koppontren_people", args=[pesantren.koppontren.slug])


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
                login(request, person, backend=ALLAUTH)
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
