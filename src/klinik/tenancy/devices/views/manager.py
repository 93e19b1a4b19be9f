"""The manager's pages: the devices of a koppontren, each with its people."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.devices.commands import (
    give_start_code,
    prepare_device,
    revoke_device,
    unlock,
)
from klinik.tenancy.devices.cookie import link_to
from klinik.tenancy.devices.forms import DeviceForm
from klinik.tenancy.devices.queries import AtCounter, devices_in, people_at, somebody_at
from klinik.tenancy.models import Device, Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def devices(request: SignedIn, koppontren: str) -> HttpResponse:
    """The shared devices of this koppontren, and a form to enrol one more."""
    needs = Right.MANAGE_DEVICES if request.method == "POST" else Right.READ_ROLES
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    form = DeviceForm(request.POST or None)
    if form.is_valid():
        device = prepare_device(tenant, by=request.user, **form.cleaned_data)
        return redirect("tenancy:device", tenant.slug, device.number)
    shown = {
        "koppontren": tenant,
        "devices": devices_in(tenant),
        "form": form,
        "may_manage": _may_manage(request, tenant),
    }
    status = 422 if form.is_bound else 200
    return render(request, "tenancy/devices/devices.html", shown, status=status)


def _may_manage(request: SignedIn, koppontren: Koppontren) -> bool:
    return Right.MANAGE_DEVICES in rights_in(request.user, koppontren)


def _device(
    request: SignedIn, koppontren: str, number: UUID, *, needs: Right = Right.MANAGE_DEVICES
) -> Device:
    """One device of a koppontren, for those who have the right `needs` there."""
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    rows = Device.objects.of(tenant).select_related("koppontren", "made_by", "revoked_by")
    return get_object_or_404(rows, number=number)


@login_required
@require_GET
@never_cache
def device(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """The link to open on it; once it is enrolled, the people who may sign in there."""
    device = _device(request, koppontren, number, needs=Right.READ_ROLES)
    may_manage = _may_manage(request, device.koppontren)
    shown: dict[str, Any] = {"koppontren": device.koppontren, "device": device}
    people = people_at(device) if device.is_open else None
    shown |= {"may_manage": may_manage, "people": people}
    if device.waits and may_manage:
        link = link_to(device)
        picture = segno.make(link, micro=False).svg_inline(
            omitsize=True, dark="#000", light="#fff", title=_("QR code of the link")
        )
        shown |= {"link": link, "picture": picture}
    return render(request, "tenancy/devices/device.html", shown)


@login_required
@require_POST
def revoke(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """A device opens nothing any more."""
    device = _device(request, koppontren, number)
    revoke_device(device, by=request.user)
    said = _("%(name)s is revoked. Whoever was signed in there is out.")
    messages.success(request, said % {"name": device.name})
    return redirect("tenancy:devices", koppontren)


@login_required
@require_POST
@never_cache
def start_code(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """A start code for somebody at this device; shown once."""
    device = _device(request, koppontren, number)
    one = _chosen(request, device)
    if one is None:
        return redirect("tenancy:device", koppontren, number)
    code = give_start_code(device, one.person)
    shown = {"koppontren": device.koppontren, "device": device, "person": one.person}
    return render(
        request, "tenancy/devices/start_code.html", shown | {"code": f"{code[:3]} {code[3:]}"}
    )


@login_required
@require_POST
def open_lock(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Whoever typed too many wrong PINs may try again at once."""
    device = _device(request, koppontren, number)
    one = _chosen(request, device)
    if one and one.pin:
        unlock(one.pin)
        messages.success(request, _("%(name)s may try again.") % {"name": one.person.name})
    return redirect("tenancy:device", koppontren, number)


def _chosen(request: SignedIn, device: Device) -> AtCounter | None:
    """Whom the button was for, if they may sign in there; says so if not."""
    one = somebody_at(device, request.POST.get("person", "")) if device.is_open else None
    if one is None:
        messages.error(request, _("Nobody of that name may sign in at this device any more."))
    return one
