"""What is typed to enrol a device, and at its keys."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField
from klinik.tenancy.devices.rules import DIGITS


class DeviceForm(forms.Form):
    """What the people of the place call a device."""

    name = NameField(
        label=_("Name of the device"),
        max_length=60,
        help_text=_("So that everybody knows which one is meant: “Shop phone”, “Collector 2”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    request_id = RequestIdField()


class DigitsField(forms.CharField):
    """Six digits from the numeric keys; never shown again."""

    def __init__(self, **options: Any) -> None:
        keys = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": str(DIGITS),
            "pattern": f"[0-9]{{{DIGITS}}}",
            "class": "digits",
        }
        super().__init__(widget=forms.PasswordInput(attrs=keys), max_length=20, **options)

    def clean(self, value: Any) -> str:
        """The digits; raises ValidationError with what to type instead."""
        typed = "".join(str(super().clean(value) or "").split())
        if not (typed.isascii() and typed.isdigit() and len(typed) == DIGITS):
            raise ValidationError(_("Type six digits."), code="not_six_digits")
        return typed


class PinForm(forms.Form):
    """The PIN of whoever signs in."""

    pin = DigitsField(label=_("PIN"))


class ChosenPinForm(forms.Form):
    """A PIN of one's own, twice."""

    pin = DigitsField(
        label=_("New PIN"),
        help_text=_("Six digits that only you know. No birthday, no 123456."),
    )
    again = DigitsField(label=_("The new PIN once more"))

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        cleaned = super().clean() or {}
        if "pin" in cleaned and "again" in cleaned and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", _("The two are not the same."))
        return cleaned


class FirstPinForm(ChosenPinForm):
    """With the start code that the manager gave."""

    code = DigitsField(label=_("Start code from the manager"))
    field_order = ("code", "pin", "again")


class OtherPinForm(ChosenPinForm):
    """With the PIN that opened so far."""

    old = DigitsField(label=_("PIN so far"))
    field_order = ("old", "pin", "again")
