"""Reading the rows of an opening balance as people type them; every problem keeps its row."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from klinik.core.imports.rules import ERRORS, FORMULA, LEFT_OUT
from klinik.core.money import MAX_AMOUNT, rupiah

COLUMNS = ("kode", "nama", "jenis", "sisi_normal", "unit", "debet", "kredit")
# Other headings under which people have these columns.
HEADINGS = {
    "kode": (
        "kode akun",
        "kode rekening",
        "kode perkiraan",
        "no akun",
        "no rekening",
        "nomor akun",
    ),
    "nama": ("nama akun", "nama rekening", "nama perkiraan", "akun", "rekening", "perkiraan"),
    "jenis": ("jenis akun", "kelompok", "kelompok akun", "tipe akun", "golongan"),
    "sisi_normal": ("saldo normal", "posisi normal", "normal", "sisi"),
    "unit": ("unit usaha",),
    "debet": ("debit", "saldo debet", "saldo debit", "debet rp", "debit rp"),
    "kredit": ("credit", "saldo kredit", "kredit rp"),
}
SUMS = ("jumlah", "total", "grand total", "subtotal", "sub total")
MOST_ROWS = 2_000
KINDS = {
    "asset": "asset",
    "aset": "asset",
    "aktiva": "asset",
    "harta": "asset",
    "liability": "liability",
    "liabilitas": "liability",
    "kewajiban": "liability",
    "utang": "liability",
    "syirkah": "syirkah",
    "dana syirkah temporer": "syirkah",
    "equity": "equity",
    "ekuitas": "equity",
    "modal": "equity",
    "income": "income",
    "pendapatan": "income",
    "expense": "expense",
    "beban": "expense",
    "biaya": "expense",
}
SIDES = {
    "debit": "debit",
    "debet": "debit",
    "d": "debit",
    "credit": "credit",
    "kredit": "credit",
    "k": "credit",
}
CODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]{0,18}[0-9A-Za-z])?")
BETWEEN_UNITS = re.compile(r"\s*rekening antar unit\s*:\s*(.+?)\s*", re.IGNORECASE)
# Grouped as Indonesia writes it, or plain digits as a spreadsheet gives them.
WHOLE = re.compile(r"(?:rp\.?\s*)?(?:([0-9]{1,3}(?:\.[0-9]{3})+)(?:,00?|,-)?|([0-9]+)(?:[.,]00?)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """One account with what it holds at the opening, in whole rupiah on one side."""

    row: int
    code: str
    name: str
    kind: str
    normal_side: str
    unit: str
    debit: int
    credit: int

    @property
    def net(self) -> int:
        """Debit less credit."""
        return self.debit - self.credit

    @property
    def other_unit(self) -> str:
        """The unit that an account named "Rekening Antar Unit: ..." is with; "" for all others."""
        named = BETWEEN_UNITS.fullmatch(self.name)
        return named[1] if named else ""


class Unreadable(Exception):
    """A cell that says nothing usable; the message is a sentence for people."""


def at_row(row: int, sentence: str) -> str:
    """A sentence about one row of the file, as the spreadsheet numbers it."""
    return _("Row %(row)s: %(sentence)s") % {"row": row, "sentence": sentence}


def read_rows(
    table: Iterable[Mapping[str, str]],
) -> tuple[list[OpeningRow], list[str]]:
    """The rows that can be read, and a sentence for every cell that cannot.

    `table` is what `read_table` gives: "#" holds the number of a row in the file.
    """
    rows: list[OpeningRow] = []
    problems: list[str] = []
    for cells in table:
        number = int(cells["#"])
        values = {column: cells.get(column, "").strip() for column in COLUMNS}
        if _is_title(values) or _is_sum(values):
            continue
        row, faults = _row(number, values)
        problems += [at_row(number, fault) for fault in faults]
        rows += [row] if row else []
    if not rows and not problems:
        problems = [_("There is no account in this file.")]
    if len(rows) > MOST_ROWS:
        sentence = _(
            "This file has %(number)s accounts, and at most %(most)s fit in one. Put accounts of "
            "the same kind, such as the savings of each member, together in one row."
        )
        problems = [sentence % {"number": len(rows), "most": MOST_ROWS}]
    return rows, problems + _duplicates(rows)


def _is_title(values: Mapping[str, str]) -> bool:
    """Whether a row says nothing of an account: it is empty, or a title above several."""
    return not any(values[column] for column in COLUMNS if column not in {"kode", "nama"})


def _is_sum(values: Mapping[str, str]) -> bool:
    """Whether a row adds up the others; what is off is named anyway."""
    if values["jenis"] or (values["kode"] and values["nama"]):
        return False
    words = (values["kode"] or values["nama"] or values["unit"]).casefold()
    return words.startswith(SUMS)


def _row(number: int, values: Mapping[str, str]) -> tuple[OpeningRow | None, list[str]]:
    faults: list[str] = []
    read: dict[str, str] = {}
    sides = {"debet": 0, "kredit": 0}
    for column, reader in READERS.items():
        try:
            read[column] = reader(values[column])
        except Unreadable as fault:
            faults.append(str(fault))
    for column in sides:
        try:
            sides[column] = read_amount(values[column], column)
        except Unreadable as fault:
            faults.append(str(fault))
    if all(sides.values()):
        faults.append(
            _("“debet” and “kredit” are both filled; an account stands on one side only.")
        )
    if faults:
        return None, faults
    row = OpeningRow(
        row=number,
        code=read["kode"],
        name=read["nama"],
        kind=read["jenis"],
        normal_side=read["sisi_normal"],
        unit=read["unit"],
        debit=sides["debet"],
        credit=sides["kredit"],
    )
    return row, []


def read_amount(text: str, column: str) -> int:
    """Whole rupiah, zero for an empty cell. Raises Unreadable for a minus, a fraction, a word."""
    if text in {"", "-", "–"}:
        return 0
    shown = {"column": column, "text": shortened(text)}
    if text in ERRORS or text.startswith(FORMULA):
        raise Unreadable(
            _("%(column)s holds a formula that failed (%(text)s). Write the amount itself.") % shown
        )
    if text.startswith(("-", "(", "−")):
        raise Unreadable(
            _("%(column)s is below zero (%(text)s). Put it on the other side, without a minus.")
            % shown
        )
    typed = WHOLE.fullmatch(text.lower()) if len(text) <= 40 else None
    if typed is None:
        raise Unreadable(
            _("%(column)s “%(text)s” is not whole rupiah. Write it like 18750000 or 18.750.000.")
            % shown
        )
    amount = int((typed[1] or typed[2]).replace(".", ""))
    if amount > MAX_AMOUNT:
        raise Unreadable(
            _("%(column)s is more than %(most)s.") % {"column": column, "most": rupiah(MAX_AMOUNT)}
        )
    return amount


def _code(text: str) -> str:
    if not text:
        raise Unreadable(_("kode is empty."))
    if not CODE.fullmatch(text):
        raise Unreadable(
            _("kode “%(text)s”: at most 20 letters, digits, dots and hyphens.")
            % {"text": shortened(text)}
        )
    return text


def _name(text: str) -> str:
    return _one_line(text, "nama", 100)


def _unit(text: str) -> str:
    return _one_line(text, "unit", 20)


def _one_line(text: str, column: str, most: int) -> str:
    text = " ".join(text.translate(LEFT_OUT).split())
    if not text:
        raise Unreadable(_("%(column)s is empty.") % {"column": column})
    if len(text) > most:
        raise Unreadable(
            _("%(column)s “%(text)s” is longer than %(most)s letters.")
            % {"column": column, "text": shortened(text), "most": most}
        )
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Unreadable(_("%(column)s holds a sign that cannot be written.") % {"column": column})
    return text


def _kind(text: str) -> str:
    if kind := KINDS.get(text.lower()):
        return kind
    raise Unreadable(
        _("jenis “%(text)s” is not one of asset, liability, syirkah, equity, income, expense.")
        % {"text": shortened(text)}
    )


def _side(text: str) -> str:
    if side := SIDES.get(text.lower()):
        return side
    raise Unreadable(
        _("sisi_normal “%(text)s” is neither debit nor credit.") % {"text": shortened(text)}
    )


READERS = {"kode": _code, "nama": _name, "jenis": _kind, "sisi_normal": _side, "unit": _unit}


def _duplicates(rows: Iterable[OpeningRow]) -> list[str]:
    first: dict[str, int] = {}
    problems: list[str] = []
    for row in rows:
        if row.code in first:
            sentence = _("kode %(code)s stands in row %(first)s already.")
            shown = {"code": row.code, "first": first[row.code]}
            problems.append(at_row(row.row, sentence % shown))
        first.setdefault(row.code, row.row)
    return problems


def shortened(text: str) -> str:
    """A cell in a sentence: what cannot be printed is left out, what is long is cut."""
    shown = "".join(letter for letter in text[:60] if letter.isprintable())
    return shown[:30] + "…" if len(shown) > 30 or len(text) > 60 else shown
