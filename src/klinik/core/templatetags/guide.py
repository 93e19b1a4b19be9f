"""What the style guide shows: invented records, and a form that was filled in wrongly."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms, template
from django.core.paginator import Page, Paginator
from django.template import Context
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klinik.core.exports import Paper
from klinik.core.forms import DayField, NameField, RupiahField
from klinik.core.tables import Column, Table

register = template.Library()


class Sample(NamedTuple):
    """An invented reading."""

    value: Decimal
    unit: str
    period: str
    on: date
    source: str
    is_simulated: bool = True


class SampleForm(forms.Form):
    """One field of every kind."""

    name = NameField(label=_("Name of the member"))
    amount = RupiahField(label=_("Amount"), help_text=_("Whole rupiah, for example 50.000."))
    on = DayField(label=_("Day"))
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("in", _("Money in")), ("out", _("Money out")), ("move", _("Between tills"))],
        widget=forms.RadioSelect,
        initial="in",
    )
    office = forms.ChoiceField(
        label=_("Office"), choices=[("a", "Kelembagaan"), ("b", "Pembiayaan"), ("c", "Pemasaran")]
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    proof = forms.FileField(
        label=_("Proof"), required=False, help_text=_("A photograph or a PDF, at most 5 MB.")
    )
    agreed = forms.BooleanField(label=_("I have counted the money with the member"))


@register.simple_tag
def sample_form(is_wrong: bool = False, prefix: str = "good") -> SampleForm:
    """The form, empty or refused."""
    typed = {f"{prefix}-name": "Siti Aminah", f"{prefix}-amount": "banyak", f"{prefix}-kind": "in"}
    return SampleForm(typed if is_wrong else None, prefix=prefix)


@register.simple_tag
def sample_reading(value: int, unit: str, year: int) -> Sample:
    """A reading of the month of March."""
    return Sample(
        Decimal(value), unit, f"Maret {year}", date(year, 4, 2), f"Catatan penjualan, Maret {year}"
    )


@register.simple_tag
def sample_months() -> list[dict[str, Any]]:
    """Twelve months of savings in rupiah."""
    months = ["Des", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov"]
    values = (212, 241, 236, 284, 311, 302, 358, 409, 391, 460, 512, 578)
    return [{"label": m, "value": v * 100_000} for m, v in zip(months, values, strict=True)]


@register.simple_tag
def sample_flows() -> list[dict[str, Any]]:
    """What was paid in and out in these months, in rupiah."""
    months = sample_months()
    return [m | {"came": m["value"], "went": m["value"] * 3 // 4} for m in months]


@register.simple_tag
def sample_aspects() -> list[dict[str, Any]]:
    """Cases by aspect."""
    names = (
        "Kelembagaan dan usaha", "Kualitas SDM", "Kualitas produk", "Akses pemasaran",
        "Akses pembiayaan",
    )  # fmt: skip
    return [{"label": n, "value": v} for n, v in zip(names, (31, 22, 19, 16, 12), strict=True)]


@register.simple_tag
def sample_counts() -> dict[str, float]:
    """Pesantren by region, invented but always the same."""
    codes = [*range(3501, 3530), *range(3571, 3580)]
    return {str(code): code * 7919 % 61 if code % 9 else 0 for code in codes}


@register.simple_tag
def sample_page() -> Page[int]:
    """The second page of five."""
    return Paginator(range(100), 20).page(2)


@dataclass(frozen=True)
class Saver:
    """An invented member with what they saved."""

    name: str
    number: str
    since: date
    saved: int


SAVERS = [
    Saver("Siti Aminah", "A-0001", date(2024, 3, 4), 1_350_000),
    Saver("Ahmad Fauzan", "A-0002", date(2025, 7, 17), 420_000),
    Saver("Nur Laili", "A-0003", date(2026, 1, 9), 75_000),
]
SAVER_COLUMNS: list[Column[Saver]] = [
    Column("nama", _("Name"), lambda saver: saver.name, link=lambda saver: "#list-title"),
    Column("nomor", _("Number"), lambda saver: saver.number),
    Column("sejak", _("Member since"), lambda saver: saver.since),
    Column("simpanan", _("Savings"), lambda saver: saver.saved, is_money=True, total=True),
]


@register.simple_tag(takes_context=True)
def sample_table(context: Context) -> Table[Saver]:
    """Three members, in the order and with the columns of the address."""
    paper = Paper(gettext("Members"))
    asked = context["request"].GET
    return Table(SAVER_COLUMNS, SAVERS, asked=asked, name="contoh", paper=paper, first="nama")


@dataclass(frozen=True)
class SampleJob:
    """A job that is over."""

    state: str = "done"
    is_over: bool = True
    result_url: str = "#job-state"

    @property
    def message(self) -> str:
        """What came of it."""
        return gettext("1.420 pesantren are written down.")

    def get_state_display(self) -> str:
        """Its state in words."""
        return gettext("done")


@register.simple_tag
def sample_job() -> SampleJob:
    """One that went well."""
    return SampleJob()
