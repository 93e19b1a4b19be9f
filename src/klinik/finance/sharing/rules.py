"""What a month's sharing says no to, and its arithmetic for one account; pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah

WHOLE = 10_000  # basis points
NAMED = 10  # accounts in one sentence


class NoPool(DomainError):
    """It is not said which income is shared."""

    code = "no_pool"

    def __init__(self) -> None:
        super().__init__(_("First say which accounts of income are shared with savers."))


class NothingToShare(DomainError):
    """A month without income, or in which nobody saved under such a contract."""

    code = "nothing_to_share"

    def __init__(self, income: int, *, month: date) -> None:
        sentence = _("In %(month)s there is nothing to share: income %(income)s.")
        words = {"month": date_format(month, "F Y"), "income": rupiah(income)}
        super().__init__(sentence % words)


class NobodySaved(DomainError):
    """No open account with a nisbah held anything in the month."""

    code = "nobody_saved"

    def __init__(self, month: date) -> None:
        sentence = _("In %(month)s no open account held savings that have a share.")
        super().__init__(sentence % {"month": date_format(month, "F Y")})


class MonthNotOver(DomainError):
    """Day-end balances are known when the last day is over."""

    code = "month_not_over"

    def __init__(self, month: date) -> None:
        sentence = _("%(month)s is not over yet. Share its income from the first of the next on.")
        super().__init__(sentence % {"month": date_format(month, "F Y")})


class AlreadyShared(DomainError):
    """A month is shared once."""

    code = "already_shared"

    def __init__(self, month: date) -> None:
        sentence = _("%(month)s was already shared out. It is never done twice.")
        super().__init__(sentence % {"month": date_format(month, "F Y")})


class LaterShared(DomainError):
    """Months are shared in their order: a later one was divided by day sums without this share."""

    code = "later_shared"

    def __init__(self, month: date, *, later: date) -> None:
        sentence = _("%(later)s is shared already. Undo it first, then share %(month)s.")
        words = {"month": date_format(month, "F Y"), "later": date_format(later, "F Y")}
        super().__init__(sentence % words)


class AnotherWaits(DomainError):
    """Tax looks at all of a person's month, so one run is finished before the next."""

    code = "another_waits"

    def __init__(self) -> None:
        super().__init__(_("Another sharing waits to be confirmed. Confirm it or drop it first."))


class OwnBonus(DomainError):
    """A gift of the board is looked at by somebody besides whoever entered it."""

    code = "own_bonus"

    def __init__(self) -> None:
        super().__init__(_("You entered this bonus yourself. Somebody else confirms it."))


class BooksMoved(DomainError):
    """Between preparing and confirming, something was recorded in that month."""

    code = "books_moved"

    def __init__(self) -> None:
        super().__init__(
            _("The books of that month changed since this was prepared. Prepare it anew.")
        )


class PreparedAnew(DomainError):
    """Whoever confirms looked at another division of that month than the one that waits now."""

    code = "prepared_anew"

    def __init__(self) -> None:
        super().__init__(_("This was prepared anew meanwhile. Look at it again."))


class ThrownAway(DomainError):
    """Somebody threw it away, or prepared it anew, at this very moment."""

    code = "thrown_away"

    def __init__(self) -> None:
        super().__init__(_("This was thrown away meanwhile. Look at it again."))


class NothingToGoOn(DomainError):
    """Only what was confirmed and is not done yet goes on."""

    code = "nothing_to_go_on"

    def __init__(self) -> None:
        super().__init__(_("Nothing of this month stopped half way. Look how it stands now."))


class MonthTooOld(DomainError):
    """What is long over is not opened again."""

    code = "month_too_old"

    def __init__(self, month: date, *, first: date) -> None:
        sentence = _("%(month)s is too long ago. The first month that can be chosen is %(first)s.")
        words = {"month": date_format(month, "F Y"), "first": date_format(first, "F Y")}
        super().__init__(sentence % words)


class NoTaxRule(DomainError):
    """Tax is not guessed."""

    code = "no_tax_rule"

    def __init__(self, day: date) -> None:
        sentence = _("No tax rule is known here for %(month)s. Ask the secretariat to enter it.")
        super().__init__(sentence % {"month": date_format(day, "F Y")})


class TaxRuleChanged(DomainError):
    """Between preparing and confirming, another tax rule came to hold for that month."""

    code = "tax_rule_changed"

    def __init__(self) -> None:
        super().__init__(
            _("The tax rule of that month changed since this was prepared. Prepare it anew.")
        )


class NoTaxAccount(DomainError):
    """What is withheld has to stand somewhere until it is paid."""

    code = "no_tax_account"

    def __init__(self) -> None:
        super().__init__(_("Some savers are taxed: choose the account for tax withheld first."))


class NotToUndo(DomainError):
    """Only what is recorded is undone, and asked for once."""

    code = "not_to_undo"

    def __init__(self) -> None:
        super().__init__(
            _("Only a recorded month can be undone, and nobody may have asked for it already.")
        )


class NobodyAsked(DomainError):
    """The request was taken back, or never there."""

    code = "nobody_asked"

    def __init__(self) -> None:
        super().__init__(_("Nobody asks to undo this month any more. Look at it again."))


class OwnUndoing(DomainError):
    """What members got is taken back by two people."""

    code = "own_undoing"

    def __init__(self) -> None:
        super().__init__(_("You asked for this undoing yourself. Somebody else confirms it."))


class TooLittleLeft(DomainError):
    """Out of these accounts the share is gone already: withdrawn, closed, or tax that was paid."""

    code = "too_little_left"

    def __init__(self, accounts: Sequence[str]) -> None:
        sentence = _(
            "Nothing was undone. Too little is left in these accounts, or they are closed: "
            "%(accounts)s."
        )
        named = ", ".join(accounts[:NAMED]) + (" …" if len(accounts) > NAMED else "")
        super().__init__(sentence % {"accounts": named})


class Spell(NamedTuple):
    """Days in a row with one day-end balance, in rupiah."""

    first: date
    last: date
    balance: int

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def sum(self) -> int:
        """Balance times days."""
        return self.balance * self.days


def spells(opening: int, moves: Iterable[tuple[date, int]], *, month: date) -> list[Spell]:
    """A month cut into spells of one day-end balance; `moves` are rupiah by day, in any order.

    The day of a deposit counts with it.
    """
    by_day: dict[date, int] = {}
    for day, move in moves:
        by_day[day] = by_day.get(day, 0) + move
    starts = sorted({month.replace(day=1), *by_day})
    ends = [day.replace(day=day.day - 1) for day in starts[1:]] + [last_of(month)]
    found, balance = [], opening
    for first, last in zip(starts, ends, strict=True):
        balance += by_day.get(first, 0)
        found.append(Spell(first, last, balance))
    return found


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def exact_share(day_sum: int, *, of: int, income: int, nisbah: int) -> Fraction:
    """An account's part before rounding: day-end sum / all sums x income x nisbah (DOMAIN 3.3)."""
    return Fraction(day_sum, of) * income * nisbah / WHOLE if of else Fraction(0)


def tax_of(total: int, *, free_through: int, points: int) -> int:
    """Tax in rupiah on what a person's savings yielded in a month: nothing, or of the whole."""
    return 0 if total <= free_through else total * points // WHOLE
