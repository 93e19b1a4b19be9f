"""How accounts and texts are called in Beancount and hledger, which allow less than we do. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from klinik.finance.ledger.rules import usual_side

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "syirkah": "Liabilities",  # both programs know five kinds; the unit below is called Syirkah
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
COLON = "∶"  # U+2236, which looks like a colon and divides nothing
CURRENCY = "IDR"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAccount:
    """An account as it is taken away; `parent` is the id of its control account."""

    pk: int
    code: str
    name: str
    kind: str
    normal_side: str
    unit: str
    parent: int | None
    is_control: bool
    is_cash: bool
    is_between: bool
    closed: bool

    @property
    def is_contra(self) -> bool:
        """Whether it stands against its kind: accumulated depreciation among assets."""
        return self.normal_side != usual_side(self.kind) and not self.is_between


@dataclass(slots=True)
class Held:
    """What was debited and credited to an account, in whole rupiah."""

    debits: int = 0
    credits: int = 0

    @property
    def net(self) -> int:
        """Debits less credits, as both programs reckon."""
        return self.debits - self.credits


def one_line(text: str) -> str:
    """The text without line breaks and control characters, its spaces single."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(plain.split())


def quoted(text: str) -> str:
    """A string of Beancount."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def hledger_text(text: str) -> str:
    """A text that no comment, no tag and no division of names begins in."""
    return one_line(text).replace(":", COLON).replace(";", "；").replace(",", "‚")


def beancount_word(text: str) -> str:
    """A part of a name: letters, digits and dashes, beginning with a capital or a digit."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(c if unicodedata.category(c) in LETTERS else "-" for c in plain)
    word = re.sub("-+", "-", kept).strip("-")
    first = word[:1].upper()
    return first + word[1:] if unicodedata.category(first or "-") in CAPITALS else f"X{word}"


LETTERS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}
CAPITALS = {"Lu", "Nd"}


def beancount_names(chart: Iterable[TakenAccount]) -> dict[int, str]:
    """The full name of each account by its id; two that would be called alike get a number."""
    return _names(
        chart, lambda account: beancount_word(f"{account.code}-{account.name}"), beancount_word
    )


def hledger_names(chart: Iterable[TakenAccount]) -> dict[int, str]:
    """The full name of each account by its id: the code, and the name as it is written here."""
    return _names(
        chart,
        lambda account: hledger_text(f"{account.code} {account.name}"),
        lambda text: hledger_text(text).lstrip("()[]") or "X",
    )


def _names(
    chart: Iterable[TakenAccount], own: Callable[[TakenAccount], str], unit: Callable[[str], str]
) -> dict[int, str]:
    names: dict[int, str] = {}
    taken: set[str] = set()
    for account in sorted(chart, key=lambda account: account.parent is not None):
        above = names.get(account.parent or 0) or _above(account, unit)
        name = f"{above}:{own(account)}"
        number = 1
        while name in taken:
            number += 1
            name = f"{above}:{own(account)}-{number}"
        taken.add(name)
        names[account.pk] = name
    return names


def _above(account: TakenAccount, unit: Callable[[str], str]) -> str:
    below = [ROOTS[account.kind], *(["Syirkah"] if account.kind == "syirkah" else [])]
    return ":".join([*below, unit(account.unit)])


def holding(
    chart: Iterable[TakenAccount], held: Mapping[int, Held]
) -> list[tuple[TakenAccount, int]]:
    """The accounts that can be posted to, with what each must hold at the end."""
    return [(a, held[a.pk].net if a.pk in held else 0) for a in chart if not a.is_control]
