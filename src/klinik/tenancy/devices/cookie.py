"""The cookie of a shared device and the link that sets it: signed, with the koppontren in them."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from klinik.tenancy.database import enter
from klinik.tenancy.devices.rules import digest_of
from klinik.tenancy.models import Device, Koppontren

COOKIE = "klinik_device"
LASTS = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer
COOKIE_SALT = "klinik.tenancy.device"
LINK_SALT = "klinik.tenancy.device-link"


class Held(NamedTuple):
    """The device that a browser is, and its word, which keys the PINs and is kept nowhere else."""

    device: Device
    word: str


def link_to(device: Device) -> str:
    """The address to open on the device."""
    sealed = _sealed(device.koppontren, str(device.number), salt=LINK_SALT)
    return f"{settings.ORIGIN}{reverse('tenancy:device_enrol', args=[sealed])}"


def opened_link(sealed: str) -> tuple[Koppontren, UUID] | None:
    """Koppontren and number of the device; None for a link that we did not make."""
    koppontren, number = _opened(sealed, salt=LINK_SALT)
    return (koppontren, UUID(number)) if koppontren else None


def set_cookie(response: HttpResponse, device: Device, *, word: str) -> None:
    """Let this browser be the device."""
    response.set_cookie(
        COOKIE,
        _sealed(device.koppontren, word, salt=COOKIE_SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def held_by(request: HttpRequest) -> Held | None:
    """The open device that this browser is; sets the tenant. None for all other browsers."""
    koppontren, word = _opened(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT)
    if koppontren is None:
        return None
    enter(koppontren)
    rows = Device.objects.of(koppontren).filter(token_hash=digest_of(word), revoked_at=None)
    device = rows.select_related("koppontren__pesantren").first()
    return Held(device, word) if device else None


def _sealed(koppontren: Koppontren, word: str, *, salt: str) -> str:
    return signing.Signer(salt=salt).sign(f"{koppontren.pk}.{word}")


def _opened(sealed: str, *, salt: str) -> tuple[Koppontren | None, str]:
    try:
        number, _point, word = signing.Signer(salt=salt).unsign(sealed).partition(".")
    except signing.BadSignature:
        return None, ""
    return Koppontren.objects.filter(pk=int(number)).first(), word
