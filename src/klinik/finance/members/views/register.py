"""The register, one person in it, and what was changed of them."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.ledger.days import today_in
from klinik.finance.members.forms import ConsentForm, PhotoForm
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.queries import Choice, consents_of
from klinik.finance.members.rooms import panels_of
from klinik.finance.members.rules import Category, Standing
from klinik.finance.members.tables import ORDER, member_columns
from klinik.finance.members.views.found import member_for
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.history.views import history_page
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@require_safe
@login_required
def member_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """The register, searched by name, number, card or telephone, and by category and standing."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    choice = Choice.of(request.GET)
    table = Table(
        member_columns(tenant),
        choice.rows(tenant),
        asked=request.GET,
        name=f"anggota-{tenant.slug}",
        paper=Paper(_("Members"), place=tenant.name, said=choice.said),
        first="nama",
        order=ORDER,
    )
    rights = rights_in(request.user, tenant)
    context = {
        "koppontren": tenant,
        "choice": choice,
        "categories": Category,
        "standings": Standing,
        "may_admit": Right.MANAGE_MEMBERS in rights,
        "may_bring_in": Right.KEEP_BOOKS in rights,
    }
    return render_table(request, "members/list.html", table, context)


@require_safe
@login_required
@never_cache
def member(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One member, and what every room has of them."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.READ_MEMBERS)
    return member_page(request, tenant, person)


def member_page(
    request: SignedIn,
    koppontren: Koppontren,
    person: Member,
    *,
    nik: str = "",
    photo_form: PhotoForm | None = None,
    consent_form: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a member; `nik` is all of it, where somebody just asked for that."""
    rights = rights_in(request.user, koppontren)
    today = today_in(koppontren)
    context = {
        "koppontren": koppontren,
        "member": person,
        "panels": panels_of(person, rights),
        "consents": consents_of(person),
        "is_minor": person.is_minor(today),
        "age": _age(person, today),
        "nik": nik,
        "may_manage": Right.MANAGE_MEMBERS in rights,
        "photo_form": photo_form or PhotoForm(),
        "consent_form": consent_form or ConsentForm(person),
    }
    return render_page(request, "members/member.html", context, status)


def _age(person: Member, today: date) -> int | None:
    born = person.birth_date
    if born is None:
        return None
    return int(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


@require_safe
@login_required
@never_cache
def history(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What was changed of a member, consented to, and who had the NIK shown."""
    _tenant, person = member_for(request.user, koppontren, number, needs=Right.READ_MEMBERS)
    return history_page(request, person, Member, MemberConsent)
