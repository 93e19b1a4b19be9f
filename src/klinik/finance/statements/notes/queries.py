"""The notes of a year as they stand, and the numbers that are filled in."""

from klinik.core.money import rupiah
from klinik.core.templatetags.klinik import tanggal
from klinik.finance.ledger.models import Mark
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.statements import rules
from klinik.finance.statements.models import Notes
from klinik.finance.statements.notes.rules import bases_on, default_text
from klinik.finance.statements.queries import Scope, balances, moved
from klinik.tenancy.models import Koppontren


def notes_of(koppontren: Koppontren, year: int) -> tuple[str, int]:
    """The text and its version: the year's own, or the year's before it, or ours (version 0)."""
    kept = Notes.objects.of(koppontren)
    own = kept.filter(year=year).order_by("-version").first()
    if own:
        return own.text, own.version
    earlier = kept.filter(year__lt=year).order_by("-year", "-version").first()
    return (earlier.text if earlier else default_text()), 0


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
    return {
        "koperasi": scope.koppontren.name,
        "unit": ", ".join(unit.name for unit in units),
        "tanggal": tanggal(scope.on),
        "masa": f"{tanggal(scope.first)} – {tanggal(scope.on)}",
        "dasar": "\n".join(f"- **{one.name}**: {one.about}" for one in bases_on(scope.on)),
        **{place: rupiah(amount) for place, amount in amounts.items()},
    }
