"""The journal of a book as an accountant reads it, one line for each entry."""

from klinik.core.money import grouped
from klinik.finance.ledger.models import Entry, Line
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren


def journal(koppontren: Koppontren) -> list[str]:
    """["savings.deposit: Dr 1111 Kas 50.000, Cr 2110.0001 S-0001 50.000", ...]"""
    enter(koppontren)
    entries = Entry.objects.of(koppontren).order_by("number")
    return [f"{entry.kind}: {_legs(koppontren, entry)}" for entry in entries]


def _legs(koppontren: Koppontren, entry: Entry) -> str:
    lines = Line.objects.of(koppontren).filter(entry_number=entry.number).order_by("n")
    return ", ".join(
        f"{'Dr' if line.debit else 'Cr'} {line.account} {grouped(line.debit or line.credit)}"
        for line in lines.select_related("account")
    )
