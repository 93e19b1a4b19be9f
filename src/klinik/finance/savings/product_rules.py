"""What may stand as a savings product, and its days; pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import MAX_AMOUNT

WHOLE = 10_000  # basis points
MOST_MONTHS = 120
CAPITAL = {"principal", "mandatory"}
WITHDRAWALS = {
    "principal": ("leaving",),
    "mandatory": ("leaving",),
    "voluntary": ("any_time",),
    "term": ("due",),
    "goal": ("due", "any_time"),
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What of a product may change: amounts in rupiah, the nisbah in basis points of the income.

    A nisbah or a monthly `amount` holds from the month `since` on (None: this month).
    """

    name: str
    withdrawal: str
    minimum: int = 0
    closing_fee: int = 0
    monthly_fee: int = 0
    fee_account: Any = None
    is_offered: bool = True
    nisbah: int | None = None
    amount: int | None = None
    since: date | None = None


class BadRule(DomainError):
    """A product cannot have this; `field` names what."""

    code = "bad_rule"

    def __init__(self, field: str, sentence: str | Promise) -> None:
        self.field = field
        super().__init__(sentence)


class NotItsAccount(DomainError):
    """Savings of a contract stand under an account of its own kind."""

    code = "not_its_account"

    def __init__(self, account: str, *, kind: str) -> None:
        sentence = {
            "equity": _(
                "%(account)s is not capital kept person by person, as simpanan pokok and wajib are "
                "(UU 25/1992 art. 41). Choose or add an account of the kind “equity”."
            ),
            "liability": _(
                "%(account)s is not a debt kept person by person, as wadiah savings are. "
                "Choose or add an account of the kind “liability”."
            ),
            "syirkah": _(
                "%(account)s is not a syirkah fund kept person by person, as mudharabah savings "
                "are (PSAK 401). Choose or add an account of that kind."
            ),
        }[kind]
        super().__init__(sentence % {"account": account})


class PrefixTaken(DomainError):
    """The letters before the number name one product."""

    code = "prefix_taken"

    def __init__(self, prefix: str, *, product: str) -> None:
        sentence = _("The letters %(prefix)s belong to %(product)s. Choose others.")
        super().__init__(sentence % {"prefix": prefix, "product": product})


class ControlTaken(DomainError):
    """An account of the chart holds the savings of one product."""

    code = "control_taken"

    def __init__(self, account: str, *, product: str) -> None:
        sentence = _("%(account)s already holds %(product)s. Choose or add another account.")
        super().__init__(sentence % {"account": account, "product": product})


def account_kind(kind: str, akad: str) -> str:
    """The kind of account under which savings stand (UU 25/1992 art. 41, PSAK 401)."""
    if kind in CAPITAL:
        return "equity"
    return "liability" if akad == "wadiah" else "syirkah"


def check_sort(kind: str) -> None:
    """Refuse what is not offered by itself. Raises BadRule."""
    if kind == "principal":
        raise BadRule(
            "kind",
            _(
                "Simpanan pokok is not added by itself. Offer the usual kinds of savings (pokok, "
                "wajib, sukarela): what joining costs is said there."
            ),
        )


def check_rules(kind: str, *, akad: str, months: int | None, rules: Rules) -> None:
    """Refuse what a product of this kind and contract cannot have. Raises BadRule."""
    if kind in CAPITAL and akad:
        raise BadRule("akad", _("Simpanan pokok and wajib are capital, without a contract."))
    if kind not in CAPITAL and not akad:
        raise BadRule("akad", _("Choose the contract: wadiah or mudharabah."))
    if kind == "term" and akad != "mudharabah":
        raise BadRule("akad", _("Term savings are mudharabah: wadiah can be fetched at any time."))
    if (kind == "term") != (months is not None) or not 1 <= (months or 1) <= MOST_MONTHS:
        raise BadRule("months", _("Term savings last 1 to 120 months; other savings have no term."))
    if rules.withdrawal not in WITHDRAWALS[kind]:
        raise BadRule("withdrawal", _("This kind of savings is not paid out in this way."))
    _check_amounts(kind, rules=rules)
    _check_terms(kind, akad=akad, rules=rules)


def _check_amounts(kind: str, *, rules: Rules) -> None:
    amounts = (rules.minimum, rules.closing_fee, rules.monthly_fee)
    if not all(0 <= amount <= MAX_AMOUNT for amount in amounts):
        raise BadRule("minimum", _("An amount cannot be below zero."))
    if any(amounts) and kind in CAPITAL | {"term"}:
        raise BadRule("minimum", _("Capital and term savings have neither a minimum nor fees."))
    if rules.monthly_fee and kind != "voluntary":
        raise BadRule("monthly_fee", _("Only savings that can be fetched at any time have it."))
    if (rules.closing_fee or rules.monthly_fee) and rules.fee_account is None:
        raise BadRule("fee_account", _("Choose the account of income that the fees go to."))


def _check_terms(kind: str, *, akad: str, rules: Rules) -> None:
    if rules.nisbah is not None and (akad != "mudharabah" or not 1 <= rules.nisbah <= WHOLE):
        raise BadRule("nisbah", _("A nisbah is for mudharabah, above 0 and at most 100 percent."))
    if rules.nisbah is None and akad == "mudharabah":
        raise BadRule("nisbah", _("Say which share of the income is the members'."))
    if rules.amount is not None and (kind != "mandatory" or not 0 < rules.amount <= MAX_AMOUNT):
        raise BadRule("amount", _("Only simpanan wajib has an amount for every month."))


def check_since(since: date, *, this_month: date) -> None:
    """Refuse terms for months that are over: their savers had others. Raises BadRule."""
    if since < this_month:
        raise BadRule("since", _("Choose this month or a later one: earlier ones are agreed."))


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month: 31 Jan -> 28 Feb."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_from(first: date, last: date) -> int:
    """How many calendar months lie from the month of `first` through that of `last`; 0 at least."""
    return max(0, (last.year - first.year) * 12 + last.month - first.month + 1)


def duty(steps: list[tuple[date, int]], *, opened: date, today: date) -> int:
    """What a monthly duty came to in rupiah, from the month of opening through this one.

    `steps` are the months from which an amount holds, in order; before the first nothing is due.
    """
    ends = [since for since, _amount in steps[1:]] + [months_later(today.replace(day=1), 1)]
    due = 0
    for (since, amount), end in zip(steps, ends, strict=False):
        first = max(since, opened.replace(day=1))
        last = min(months_later(end, -1), today.replace(day=1))
        due += amount * months_from(first, last)
    return due
