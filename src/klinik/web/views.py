"""Pages that join all rooms, signs of life, and what people see when something goes wrong."""

from allauth.account.utils import get_login_redirect_url
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from klinik.core.problems import problem
from klinik.people.access import SignedIn
from klinik.people.backends import BACKEND
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.web import home as figures
from klinik.web.api_page import described
from klinik.web.demo import SIGN_INS
from klinik.web.places import CHOSEN, address_of, chosen_address


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the public's, the place one has chosen, or the person's own work."""
    user = request.user if request.user.is_authenticated else None
    read_as(user)
    on = timezone.localdate()
    today = {"today": on}
    if user:
        if address := chosen_address(user, request.session):
            return redirect(address)
        if figures.only_saves(user):
            return redirect("own:list")
        return render(request, "web/work.html", today | figures.work_of(user, today=on))
    return render(request, "web/home.html", today | figures.public_figures())


@require_POST
@login_required
def switch_place(request: SignedIn) -> HttpResponse:
    """From now on this session's front door leads to that place; to one's own work if to none."""
    key = request.POST.get("place", "")
    address = address_of(request.user, key) if key else reverse("web:home")
    if address is None:
        raise Http404
    request.session[CHOSEN] = key
    return redirect(address)


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people, without a password, in demonstration only."""
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in {person.email for person in SIGN_INS}:
        raise Http404
    login(request, get_object_or_404(User, email=email, is_active=True), backend=BACKEND)
    return redirect(get_login_redirect_url(request))


@require_GET
@never_cache
@transaction.non_atomic_requests  # or a database that is away would be asked first
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component of the face on one page."""
    return render(request, "web/style_guide.html")


@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """What programs may ask, for the people who write them."""
    return render(request, "web/api.html", {"operations": described(), "origin": settings.ORIGIN})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Known here, but without this right."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing for this person; programs are told in their own shape."""
    if request.path.startswith("/api/"):
        message = _("There is nothing at this address.")
        return problem(404, "not_found", message)
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; a page that needs no database."""
    return render(request, "500.html", status=500)
