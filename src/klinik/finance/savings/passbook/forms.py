"""What is typed about a passbook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import RequestIdField
from klinik.finance.savings.passbook.models import TALLEST, WIDEST, PassbookLayout


class PrintForm(forms.Form):
    """How far the book was printed on the page that asks."""

    seen = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
    request_id = RequestIdField()


class AgainForm(forms.Form):
    """Which page once more."""

    page = forms.IntegerField(label=_("Page"), min_value=1, max_value=999)
    request_id = RequestIdField()


class LayoutForm(forms.Form):
    """Where lines stand, in millimetres."""

    lines = forms.IntegerField(label=_("Lines on a page"), min_value=1, max_value=TALLEST)
    first_line = forms.IntegerField(
        label=_("First line, from the upper edge (mm)"), min_value=0, max_value=WIDEST
    )
    line_height = forms.IntegerField(label=_("From line to line (mm)"), min_value=3, max_value=20)
    left = forms.IntegerField(label=_("From the left edge (mm)"), min_value=0, max_value=100)
    width = forms.IntegerField(label=_("Width of the page (mm)"), min_value=60, max_value=WIDEST)
    fold_after = forms.IntegerField(
        label=_("Lines above the fold"),
        help_text=_("0 if the page has no fold."),
        min_value=0,
        max_value=TALLEST,
    )
    fold = forms.IntegerField(label=_("Empty at the fold (mm)"), min_value=0, max_value=100)

    def __init__(self, layout: PassbookLayout, data: Any = None) -> None:
        names = self.base_fields
        super().__init__(data, initial={name: getattr(layout, name) for name in names})
