"""The wizard of a new province: the code, then one page, then the secretariat's own work."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import KINDS, download
from klinik.core.imports.workbooks import template_rows, template_workbook
from klinik.people.access import read_as
from klinik.people.backends import BACKEND
from klinik.tenancy.models import Programme
from klinik.tenancy.setup.code import setup_code
from klinik.tenancy.setup.commands import set_up
from klinik.tenancy.setup.forms import CodeForm, SetUpForm, office_table
from klinik.tenancy.setup.queries import remember
from klinik.tenancy.setup.rules import COLUMNS, EXAMPLES

KNOWS_CODE = "setup_code"  # in the session of whoever typed it


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Set the house up, once; whoever comes later is asked to sign in."""
    if Programme.objects.exists():
        return redirect("account_login")
    if request.session.get(KNOWS_CODE) != setup_code():
        return _ask_for_code(request)
    read_as(None)
    posted = request.POST or None
    form, offices = SetUpForm(posted, request.FILES or None), office_table(posted)
    if form.is_valid() & offices.is_valid():
        try:
            first = set_up(offices=offices.rows(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _welcome(request, first)
    context = {"form": form, "offices": offices}
    return render(request, "setup/begin.html", context, status=422 if form.is_bound else 200)


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        request.session[KNOWS_CODE] = setup_code()
        return redirect("setup:begin")
    return render(request, "setup/code.html", {"form": form}, status=422 if form.is_bound else 200)


def _welcome(request: HttpRequest, first: Any) -> HttpResponse:
    remember(Programme.objects.first())
    request.session.pop(KNOWS_CODE, None)
    login(request, first, backend=BACKEND)
    messages.success(request, _("The house is set up."))
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
def regions_template(request: HttpRequest, kind: str) -> HttpResponse:
    """The table of regions to fill in, until the house is set up."""
    if kind not in {"csv", "xlsx"} or Programme.objects.exists():
        raise Http404
    if kind == "csv":
        return download(template_rows(COLUMNS, EXAMPLES), name="wilayah", kind=kind)
    response = HttpResponse(template_workbook(COLUMNS, EXAMPLES), content_type=KINDS[kind])
    response["Content-Disposition"] = 'attachment; filename="wilayah.xlsx"'
    return response


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo, for everybody."""
    programme = Programme.objects.first()
    if programme is None or not programme.logo:
        raise Http404
    try:
        with programme.logo.open("rb") as stored:
            content = stored.read()  # a few kilobytes, drawn by us
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=86400"
    return response
