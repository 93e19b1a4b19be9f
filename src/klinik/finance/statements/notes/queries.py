"""The notes of a year as they stand, and the numbers that are filled in."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language, override

from klinik.core.money import rupiah
from klinik.core.templatetags.klinik import tanggal
from klinik.finance.ledger.models import Mark
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.statements import rules
from klinik.finance.statements.models import Notes
from klinik.finance.statements.notes.rules import bases_on, default_text, filled, spoken
from klinik.finance.statements.queries import Scope, balances, moved
from klinik.tenancy.models import Koppontren


@dataclass(frozen=True, slots=True)
class Standing:
    """The notes of a year as they stand: the year's own, or the year's before it, or ours.

    `version` is 0 until the year has its own; `kept` is where the text comes from, if not from us.
    """

    text: str
    version: int
    language: str
    kept: Notes | None


def notes_of(koppontren: Koppontren, year: int) -> Standing:
    """The notes of this year as they stand; ours are in the reader's language."""
    kept = Notes.objects.of(koppontren).select_related("kept_by").filter(year__lte=year)
    last = kept.order_by("-year", "-version").first()
    if last is None:
        language = spoken(get_language() or "")
        return Standing(default_text(language), 0, language, None)
    version = last.version if last.year == year else 0
    return Standing(last.text, version, spoken(last.language), last)


def versions_of(koppontren: Koppontren, year: int) -> QuerySet[Notes]:
    """Every version that was kept for this year, the latest first, with who kept it."""
    kept = Notes.objects.of(koppontren).select_related("kept_by").filter(year=year)
    return kept.order_by("-version")


def told(text: str, scope: Scope, *, language: str) -> str:
    """The text with the numbers of the books, its days and standards in the text's own language."""
    with override(language):
        return filled(text, words_for(scope))


def words_for(scope: Scope) -> dict[str, str]:
    """What the places of a text say for these days: amounts in rupiah, names, days."""
    chart = list(accounts_by_code(scope.koppontren).values())
    beside = scope.year_before
    held = balances(scope, chart)
    sheet, before = (
        rules.balance_sheet(some, consolidated=scope.unit is None)
        for some in (held, balances(beside, chart) if beside else [])
    )
    within = moved(scope, chart)
    units = [scope.unit] if scope.unit else scope.units
    language = spoken(get_language() or "")
    amounts = {
        "aset": sheet.assets.total,
        "aset_lalu": before.assets.total,
        "kewajiban": sheet.liabilities.total,
        "syirkah": sheet.syirkah.total,
        "ekuitas": sheet.equity_with_result,
        "ekuitas_lalu": before.equity_with_result,
        "pendapatan": sheet.income.total,
        "beban": sheet.expense.total,
        "shu": sheet.result,
        "shu_lalu": before.result,
        "kas": sum(one.net for one in held if one.is_cash),
        "perubahan_kas": sum(one.change for one in within if one.balance.is_cash),
        "zakat": -sum(one.net for one in held if one.mark == Mark.ZAKAT),
        "kebajikan": -sum(one.net for one in held if one.mark == Mark.BENEVOLENCE),
    }
    standards = (f"- **{one.name}**: {one.about[language]}" for one in bases_on(scope.on))
    return {
        "koperasi": scope.koppontren.name,
        "unit": ", ".join(unit.name for unit in units),
        "tanggal": tanggal(scope.on),
        "masa": f"{tanggal(scope.first)} – {tanggal(scope.on)}",
        "dasar": "\n".join(standards),
        **{place: rupiah(amount) for place, amount in amounts.items()},
    }
