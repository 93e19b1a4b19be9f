"""How figures and days are written on every page."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klinik.core import hijri, money

register = template.Library()


@register.filter
def rupiah(amount: int | None) -> str:
    """Whole rupiah: "Rp1.234.567"; an empty amount is a dash."""
    return "–" if amount is None else money.rupiah(int(amount))


@register.filter
def terbilang(amount: int) -> str:
    """A sum in Indonesian words, as receipts have it; in other languages in figures."""
    in_words = get_language() == "id"
    return money.terbilang(int(amount)) if in_words else money.grouped(int(amount))


@register.filter
def angka(number: int | Decimal | None) -> str:
    """A number with dots between thousands and a decimal comma: "1.234.567", "12,5"."""
    if number is None:
        return "–"
    exact = Decimal(number)
    whole, _, part = f"{abs(exact).normalize():f}".partition(".")
    return ("-" if exact < 0 else "") + money.grouped(int(whole)) + (f",{part}" if part else "")


@register.filter
def tanggal(day: date | datetime | None) -> str:
    """A day in words: "23 November 2026", a moment in the reader's time zone."""
    if day is None:
        return "–"
    if isinstance(day, datetime):
        return date_format(timezone.localtime(day), "j F Y H.i")
    return date_format(day, "j F Y")


@register.filter
def hijriah(day: date | datetime) -> str:
    """The Hijri date of a day, and that it is an estimate: "1 Ramadan 1446 H (perkiraan)"."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return _("%(day)s H (estimate)") % {"day": hijri.hijri(day, hijri.corrections())}
