"""The page on which the page of a pesantren is kept, one section at a time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.files import clean_photo
from klinik.directory.commands import (
    choose_cover,
    describe_pesantren,
    name_contact,
    remove_cover,
)
from klinik.directory.models import Pesantren
from klinik.directory.rules import OWN_WORD, BadFact, ChangedMeanwhile
from klinik.directory.upkeep.forms.sections import SECTIONS, ContactForm, CoverForm, SectionForm
from klinik.directory.upkeep.queries import open_question
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import kept_pesantren_for


@login_required
@require_http_methods(["GET", "POST"])
def describe(request: SignedIn, slug: str) -> HttpResponse:
    """Everything that is said of a pesantren, in sections that open and are saved one by one."""
    pesantren, is_office = kept_pesantren_for(request.user, slug)
    read_as(request.user)
    sent = _sent(request, pesantren, is_office=is_office) if request.method == "POST" else None
    if sent and sent.is_valid() and _keep(sent, pesantren, request):
        messages.success(request, _("%(section)s: saved.") % {"section": sent.title})
        return redirect(f"{reverse('tenancy:describe', args=[slug])}#{sent.section}")
    sections = [
        sent if sent and sent.section == name else form(pesantren, is_office=is_office)
        for name, form in SECTIONS.items()
    ]
    context = {
        "pesantren": pesantren,
        "sections": sections,
        "sent": sent,
        "asked_by": open_question(pesantren),
        "is_office": is_office,
        "filled": sum(section.filled for section in sections),
        "asked": sum(len(section.asked) for section in sections),
    }
    return render(request, "tenancy/upkeep.html", context, status=422 if sent else 200)


def _sent(request: SignedIn, pesantren: Pesantren, *, is_office: bool) -> SectionForm:
    form = SECTIONS.get(request.POST.get("section", ""))
    if form is None:
        raise Http404
    return form(pesantren, request.POST, request.FILES, is_office=is_office)


def _keep(form: SectionForm, pesantren: Pesantren, request: SignedIn) -> bool:
    """Whether it was kept; a refusal stands beside its field."""
    try:
        _command(form, pesantren, request)
    except BadFact as refusal:
        form.refuse(refusal)
    except ChangedMeanwhile as stale:
        form.add_error(None, str(stale.message))
        form.renew()
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
    return not form.errors


def _command(form: SectionForm, pesantren: Pesantren, request: SignedIn) -> None:
    typed: dict[str, Any] = form.facts()
    if isinstance(form, ContactForm):
        version = form.cleaned_data["version"]
        name_contact(pesantren, version=version, name=typed["person"], phone=typed["number"])
    elif isinstance(form, CoverForm):
        if "remove" in request.POST:
            return remove_cover(pesantren)
        photo = clean_photo(typed["file"]) if typed["file"] else None
        choose_cover(pesantren, photo=photo, alt=typed["alt"])
    else:
        source = form.cleaned_data["source"] if form.is_office else OWN_WORD
        version = form.cleaned_data["version"]
        describe_pesantren(pesantren, version=version, source=source, **typed)
    return None
