"""What a shared device shows: the link that enrols it, the names, the keys, another PIN."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from klinik.core.errors import DomainError
from klinik.core.history import acting
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.devices.commands import (
    change_pin,
    check_pin,
    choose_first_pin,
    enrol_device,
)
from klinik.tenancy.devices.cookie import COOKIE, Held, held_by, opened_link, set_cookie
from klinik.tenancy.devices.forms import FirstPinForm, OtherPinForm, PinForm
from klinik.tenancy.devices.queries import AtCounter, people_at, somebody_at
from klinik.tenancy.devices.rules import WeakPin, WrongStartCode
from klinik.tenancy.devices.session import note_pin, open_session
from klinik.tenancy.models import Device, Pin

FORMS = ["GET", "POST"]


@require_http_methods(FORMS)
@never_cache
def enrol(request: HttpRequest, sealed: str) -> HttpResponse:
    """What the link opens on the device; only the button uses it up, not a preview of it."""
    link = opened_link(sealed)
    if link is None:
        raise Http404
    koppontren, number = link
    enter(koppontren)
    device = Device.objects.of(koppontren).filter(number=number).first()
    if request.method == "GET":
        shown = {"koppontren": koppontren, "device": device}
        status = 200 if device and device.waits else 410
        return render(request, "tenancy/devices/enrol.html", shown, status=status)
    with acting(device.made_by_id if device else None):  # who gave the link
        device, word = enrol_device(koppontren, number=number)
    logout(request)
    messages.success(request, _("This is “%(name)s” from now on.") % {"name": device.name})
    response = redirect("tenancy:pin")
    set_cookie(response, device, word=word)
    return response


@require_GET
@never_cache
def names(request: HttpRequest) -> HttpResponse:
    """Who are you? The cashiers and collectors of this device's koppontren."""
    held = held_by(request)
    if held is None:
        return _no_device(request)
    device = held.device
    shown = {"device": device, "koppontren": device.koppontren, "people": people_at(device)}
    return render(request, "tenancy/devices/names.html", shown)


def _no_device(request: HttpRequest) -> HttpResponse:
    """A browser that was never enrolled, or is not any more."""
    response = render(request, "tenancy/devices/no_device.html", status=403)
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE)
    return response


@sensitive_post_parameters()
@require_http_methods(FORMS)
@never_cache
def enter_pin(request: HttpRequest, person: int) -> HttpResponse:
    """The PIN of one of them, or the first one with a start code; and in."""
    held = held_by(request)
    if held is None:
        return _no_device(request)
    one = somebody_at(held.device, person)
    if one is None:
        raise Http404
    form = _form_for(one, request.POST or None)
    if form is not None and form.is_valid():
        try:
            with acting(one.person.pk):
                pin = _opens(held, one.person, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(_field_of(refusal), str(refusal.message))
        else:
            open_session(request, held.device, one.person, pin=pin)
            return redirect(held.device.koppontren)
    shown = {"device": held.device, "koppontren": held.device.koppontren, "one": one, "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "tenancy/devices/enter_pin.html", shown, status=status)


def _form_for(one: AtCounter, typed: Any) -> PinForm | FirstPinForm | None:
    """What this person has to type; None while they have neither a PIN nor a start code."""
    if one.pin and one.pin.is_chosen:
        return PinForm(typed)
    return FirstPinForm(typed) if one.pin and one.pin.waits else None


def _opens(held: Held, person: User, *, pin: str, code: str = "", again: str = "") -> Pin:
    if code:
        return choose_first_pin(held.device, person, word=held.word, code=code, pin=pin)
    return check_pin(held.device, person, word=held.word, pin=pin)


def _field_of(refusal: DomainError, *, otherwise: str = "pin") -> str:
    """The field beside which a refusal is read."""
    if isinstance(refusal, WrongStartCode):
        return "code"
    return "pin" if isinstance(refusal, WeakPin) else otherwise


@sensitive_post_parameters()
@require_http_methods(FORMS)
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Another PIN, in a session that a PIN opened."""
    held = held_by(request)
    person = request.user
    if held is None or not isinstance(person, User) or not person.by_pin:
        raise Http404
    form = OtherPinForm(request.POST or None)
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["pin"]
        try:
            pin = change_pin(held.device, person, word=held.word, old=old, pin=new)
        except DomainError as refusal:
            form.add_error(_field_of(refusal, otherwise="old"), str(refusal.message))
        else:
            note_pin(request, pin)
            messages.success(request, _("Your new PIN opens from now on."))
            return redirect(held.device.koppontren)
    shown = {"device": held.device, "koppontren": held.device.koppontren, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "tenancy/devices/change_pin.html", shown, status=status)
