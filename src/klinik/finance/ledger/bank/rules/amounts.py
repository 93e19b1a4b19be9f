"""Amounts as banks write them, read to the sen without floats."""

import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from klinik.core.imports.rules import SHORTENED, BadCell, in_ascii, refuse_unreadable
from klinik.core.money import MAX_AMOUNT

SEN = 100  # in a rupiah
LONGEST = 40  # signs; no bank writes more
# What a bank debits leaves us, what it credits comes to us.
OUT = frozenset({"db", "dr", "d", "debet", "debit", "keluar", "k-", "out"})
IN = frozenset({"cr", "kr", "k", "c", "kredit", "credit", "masuk", "in"})
WRITTEN = re.compile(
    r"(?P<open>\()?\s*(?P<before>[+-])?\s*(?:rp|idr)?\.?\s*(?P<again>[+-])?\s*"
    r"(?P<digits>[0-9][0-9., ]*)\s*(?P<after>[+-])?\s*(?P<close>\))?\s*"
    r"(?P<mark>[a-z]{1,6})?\.?",
    re.IGNORECASE,
)
SEPARATORS = str.maketrans({"٬": ",", "٫": ".", "’": ",", "−": "-", "\u2010": "-", "–": "-"})


class Written(NamedTuple):
    """An amount as it was written: its size in sen, and which way it went where that is said."""

    sen: int
    direction: int  # -1 out, 1 in, 0 nothing is said


def written(cell: str) -> Written | None:
    """Read "1.234.567,00", "1,234,567.00 DB", "(50.000)" or "Rp 5.000,-"; None where there is none.

    Raises BadCell for what is no amount, or more than any cooperative has.
    """
    refuse_unreadable(cell)
    text = in_ascii(cell.strip().lstrip("'")).translate(SEPARATORS).strip().removesuffix(",-")
    if text in {"", "-", "+", "."}:
        return None
    if SHORTENED.fullmatch(text):
        raise BadCell(_("Excel has shortened this amount. Make the column “Number” and save anew."))
    found = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise BadCell(_("“%(cell)s” is no amount.") % {"cell": cell[:LONGEST]})
    sen = _sen(found["digits"], cell)
    if sen > MAX_AMOUNT * SEN:
        raise BadCell(_("“%(cell)s” is more than an account can hold.") % {"cell": cell[:LONGEST]})
    return Written(sen, _direction(found, cell))


def direction(mark: str) -> int:
    """-1 for the mark of money that went out (DB, D, Debet), 1 for money that came in (CR, K).

    Raises BadCell for a mark that is neither; an empty one says nothing and is 0.
    """
    plain = mark.strip().strip("'.()").casefold()
    if not plain:
        return 0
    if plain in OUT:
        return -1
    if plain in IN:
        return 1
    raise BadCell(
        _("“%(mark)s” says neither debit nor credit. Known are DB, CR, D and K.")
        % {"mark": mark[:LONGEST]}
    )


def is_mark(cell: str) -> bool:
    """Whether a cell is such a mark and nothing else."""
    return cell.strip().strip("'.()").casefold() in OUT | IN


def _direction(found: re.Match[str], cell: str) -> int:
    signs = {sign for name in ("before", "again", "after") if (sign := found[name])}
    said = {-1 if sign == "-" else 1 for sign in signs}
    if found["open"]:
        said.add(-1)
    if found["mark"]:
        said.add(direction(found["mark"]))
    if len(said) > 1:
        raise BadCell(_("“%(cell)s” says in and out at once.") % {"cell": cell[:LONGEST]})
    return said.pop() if said else 0


def _sen(digits: str, cell: str) -> int:
    whole, part = _parted(digits.strip().replace(" ", "").rstrip(".,"))
    if not whole.isdigit() or (part and not part.isdigit()):
        raise BadCell(_("“%(cell)s” is no amount.") % {"cell": cell[:LONGEST]})
    if part[2:].strip("0"):
        raise BadCell(_("“%(cell)s” is finer than a sen.") % {"cell": cell[:LONGEST]})
    return int(whole) * SEN + int((part + "00")[:2])


def _parted(digits: str) -> tuple[str, str]:
    """The whole rupiah without separators, and what stands behind the decimal sign.

    Of two kinds of signs the last is the decimal one. A single kind parts thousands where it parts
    groups of three, as "1.234" and "1,234,567" do, and else is the decimal sign.
    """
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits, ""
    sign = digits[last]
    other = "," if sign == "." else "."
    is_only_kind = other not in digits
    if is_only_kind and (digits.count(sign) > 1 or _groups(digits, sign)):
        return (digits.replace(sign, "") if _groups(digits, sign) else digits), ""
    whole, part = digits[:last], digits[last + 1 :]
    if not is_only_kind and not (whole.count(other) and _groups(whole, other)):
        return digits, ""  # neither way of writing: refused as no amount
    return whole.replace(other, ""), part


def _groups(digits: str, sign: str) -> bool:
    first, *others = digits.split(sign)
    is_first = 1 <= len(first) <= 3 and not first.startswith("0")
    return bool(others) and is_first and all(len(group) == 3 for group in others)
