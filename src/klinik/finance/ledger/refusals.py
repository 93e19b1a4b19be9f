"""What the ledger says no to, with words for people: one class for each SQLSTATE of `sql/`.

Of an entry that breaks several rules a caller learns the first, and the order is fixed, in `post`
as in `post_many`: `ORDER` below. First comes whether this request was answered before, so that a
retry has its answer whatever was spent or closed since; then what the entry says; then its day;
then what it undoes; then its accounts, each reason for all of them, in the order of the lines.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

import psycopg
from django.db import IntegrityError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class LedgerRefusal(DomainError):
    """The ledger said no; `detail` is an account, a day or an amount as people read it."""

    state: ClassVar[str]
    sentence: ClassVar[Promise]

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(str(self.sentence) % {"detail": detail})

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """What the database said in detail, as people read it."""
        return detail


class OfAmount(LedgerRefusal):
    """A refusal whose detail is an amount in whole rupiah."""

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """Rp50.000, without a side."""
        return rupiah(abs(int(detail)))


class OfDay(LedgerRefusal):
    """A refusal whose detail is a day."""

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """31 October 2026."""
        return date_format(date.fromisoformat(detail), "j F Y")


class OfAccount(LedgerRefusal):
    """A refusal whose detail is an account, by its id where the database says it."""

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """The account by its name."""
        return names.get(int(detail), detail) if detail.isdigit() else detail


class NoBook(LedgerRefusal):
    state, code = "23K01", "no_book"
    sentence = _("This koppontren has no book yet. Open it with its opening balances first.")


class RequestReused(LedgerRefusal):
    state, code = "23K02", "request_reused"
    sentence = _(
        "This form was already sent with other content (entry %(detail)s). "
        "Open the form anew and try again."
    )


class TooFewLines(LedgerRefusal):
    state, code = "23K03", "too_few_lines"
    sentence = _("An entry needs at least two lines: where money comes from, where it goes.")


class BadAmount(LedgerRefusal):
    state, code = "23K04", "bad_amount"
    sentence = _("Each amount must be above Rp0 and at most Rp1.000.000.000.000.000.")


class NotBalanced(OfAmount):
    state, code = "23K05", "not_balanced"
    sentence = _("Debits and credits are not equal: they differ by %(detail)s.")


class NotAnEntry(LedgerRefusal):
    state, code = "23K23", "not_an_entry"
    sentence = _("An entry needs a day from 1970 on, and a kind that the books know.")


class PeriodClosed(OfDay):
    state, code = "23K06", "period_closed"
    sentence = _("The books are closed through %(detail)s. Choose a later day.")


class UndoesAnother(LedgerRefusal):
    """An undoing is final: to have the matter back, it is recorded anew."""

    state, code = "23K27", "undoes_another"
    sentence = _("This entry undoes another one. If that was wrong, record the matter anew.")


class OpeningStands(LedgerRefusal):
    """An undoing of today would leave every earlier balance wrong; a correction does not."""

    state, code = "23K28", "opening_stands"
    sentence = _(
        "Opening balances are not undone but corrected: "
        "send the corrected file from the page of the opening balances."
    )


class YearStands(LedgerRefusal):
    """The closing of a year is undone on its own day: an entry of today is another year's."""

    state, code = "23K29", "year_stands"
    sentence = _("The closing of a year is undone on the page of the periods.")


class NothingToReverse(LedgerRefusal):
    state, code = "23K07", "nothing_to_reverse"
    sentence = _("There is no such entry to undo.")


class AlreadyReversed(LedgerRefusal):
    state, code = "23K08", "already_reversed"
    sentence = _("This entry was already undone.")


class ReversalDiffers(LedgerRefusal):
    state, code = "23K09", "reversal_differs"
    sentence = _("An entry is undone as a whole, with its own accounts and amounts.")


class AccountUnknown(OfAccount):
    state, code = "23K10", "account_unknown"
    sentence = _("Account %(detail)s is not in these books.")


class AccountIsControl(OfAccount):
    state, code = "23K11", "account_is_control"
    sentence = _("%(detail)s is the sum of its detail accounts. Choose one of them.")


class AccountClosed(OfAccount):
    state, code = "23K12", "account_closed"
    sentence = _("%(detail)s is closed. Choose another account.")


class AccountFull(OfAccount):
    state, code = "23K17", "account_full"
    sentence = _("%(detail)s has moved as much as an account can. Go on in a new account.")


class Overdrawn(OfAccount):
    state, code = "23K13", "overdrawn"
    sentence = _("%(detail)s does not hold that much.")


class UnitNotBalanced(LedgerRefusal):
    state, code = "23K14", "unit_not_balanced"
    sentence = _(
        "Between these two units there are no accounts through which money could move. "
        "Choose accounts of one unit."
    )


class TooManyLines(LedgerRefusal):
    state, code = "23K15", "too_many_lines"
    sentence = _("An entry has at most 1.000 lines, this one has %(detail)s.")


class OneAccountOnly(LedgerRefusal):
    state, code = "23K16", "one_account_only"
    sentence = _("Money from an account to itself moves nothing. Choose another account.")


class NeedsApproval(OfAmount):
    state, code = "23K50", "needs_approval"
    sentence = _("Above %(detail)s a second person has to approve. Record it on the pages here.")


class ShareOnItsWay(OfAccount):
    """A share comes to its account, or is taken back, before that is closed (sharing/sql)."""

    state, code = "23K75", "share_on_its_way"
    sentence = _(
        "The month's share of %(detail)s is being recorded or undone just now. Wait a moment and "
        "try again, so that the account is paid out to the rupiah."
    )


class ShareStands(LedgerRefusal):
    """A month that was shared is undone as a whole (sharing/sql/undoing.sql)."""

    state, code = "23K76", "share_stands"
    sentence = _(
        "A month's profit share is undone as a whole, by two people: open that month under "
        "“Profit share”."
    )


class AboveTellerLimit(OfAmount):
    """More over the counter than this person takes or pays alone (savings/sql/limits.sql)."""

    state, code = "23K73", "above_teller_limit"
    sentence = _(
        "Above %(detail)s a second person looks at it first. Enter it by itself at the counter."
    )


class BadNote(LedgerRefusal):
    """A note lies beside its entry, in a place of this length."""

    state, code = "23K18", "bad_note"
    sentence = _("A note has at most 500 characters, and none that cannot be printed.")


class HasItsOwnPage(OfAccount):
    """What members hold moves by the rules of its own page, never by hand."""

    state, code = "23K57", "has_its_own_page"
    sentence = _("%(detail)s has its own page, with rules of its own. Record it there.")


class BetweenUnits(OfAccount):
    """What one unit owes another follows from what moved, and is not typed."""

    state, code = "23K58", "between_units"
    sentence = _(
        "The ledger itself writes %(detail)s when money moves between units. "
        "Choose the accounts that the money left and reached."
    )


class HeldByAnother(OfAccount):
    """Cash of a drawer is moved by whoever holds it (`finance.tills`)."""

    state, code = "23K60", "held_by_another"
    sentence = _("You do not hold %(detail)s. Cash of a drawer is moved by whoever opened it.")


class TillStands(LedgerRefusal):
    """What was counted and delivered is put right by the next count, or by sending it back."""

    state, code = "23K61", "till_stands"
    sentence = _("Counts and deliveries of cash are not undone: count again, or send it back.")


class DrawerInUse(OfAccount):
    """A drawer goes out of use in nobody's hands (tills/sql)."""

    state, code = "23K62", "drawer_in_use"
    sentence = _(
        "%(detail)s is in somebody's hands, or cash is on its way to or from it. Count and close "
        "it first, and confirm what is on its way."
    )


class BagNeeded(OfAccount):
    """A collector who goes round needs something to carry the cash in (collecting/sql)."""

    state, code = "23K63", "bag_needed"
    sentence = _(
        "Whoever carries %(detail)s still collects from groups. End that on the page of the "
        "collectors first."
    )


class DrawerNameTaken(LedgerRefusal):
    """Two drawers of one name would be mistaken for each other (tills/sql)."""

    state, code = "23K64", "drawer_name_taken"
    sentence = _("There is already a drawer called %(detail)s.")


class CarriesAnother(OfAccount):
    """One collector, one bag: an old one is not opened beside a new one (tills/sql)."""

    state, code = "23K65", "carries_another"
    sentence = _("The collector of %(detail)s carries another bag already.")


class HeldBack(OfAccount):
    """Something keeps money in an account; the app that holds it says what (savings/sql)."""

    state, code = "23K70", "held_back"
    sentence = _("%(detail)s may not be paid out now. Its own page says why.")


class NotAControlAccount(OfAccount):
    state, code = "23K30", "not_a_control_account"
    sentence = _("%(detail)s cannot have detail accounts.")


class AccountNotEmpty(OfAccount):
    state, code = "23K31", "account_not_empty"
    sentence = _("%(detail)s still holds money or open detail accounts, so it cannot be closed.")


class BadAccount(OfAccount):
    state, code = "23K32", "bad_account"
    sentence = _(
        "Account %(detail)s cannot stand like this: look at its kind, its use and its unit."
    )


class AccountBetweenUnits(OfAccount):
    state, code = "23K33", "account_between_units"
    sentence = _("%(detail)s stays open: money between its two units goes through it.")


class YearNotClosedOut(OfAccount):
    state, code = "23K34", "year_not_closed_out"
    sentence = _(
        "%(detail)s still holds something of a year that is not closed yet. Close that year first."
    )


class AlreadyClosed(OfDay):
    state, code = "23K40", "already_closed"
    sentence = _("The books are closed through %(detail)s already.")


class PeriodNotOver(OfDay):
    state, code = "23K41", "period_not_over"
    sentence = _("Only whole months that are over can be closed; %(detail)s does not end one.")


class PeriodIsOpen(OfDay):
    state, code = "23K42", "period_is_open"
    sentence = _("After %(detail)s nothing is closed: record there without asking anybody.")


class ReopeningWaits(LedgerRefusal):
    state, code = "23K43", "reopening_waits"
    sentence = _("A reopening was asked for already and waits for its answer.")


class NoReopeningWaits(LedgerRefusal):
    state, code = "23K44", "no_reopening_waits"
    sentence = _("This request was already answered.")


class SamePerson(LedgerRefusal):
    state, code = "23K45", "same_person"
    sentence = _("Whoever asked cannot approve it: a second person has to.")


class ReasonMissing(LedgerRefusal):
    state, code = "23K46", "reason_missing"
    sentence = _("Say why the books are to be opened again.")


class CodeTaken(LedgerRefusal):
    """Raised by PostgreSQL's own unique constraint, which the chart's functions leave to it."""

    state, code = "23505", "code_taken"
    sentence = _("There is already an account, a unit or a book of that code.")


ORDER: tuple[type[LedgerRefusal], ...] = (
    NoBook,
    RequestReused,
    TooManyLines,
    TooFewLines,
    BadAmount,
    NotBalanced,
    OneAccountOnly,
    NotAnEntry,
    PeriodClosed,
    UndoesAnother,
    OpeningStands,
    YearStands,
    NothingToReverse,
    AlreadyReversed,
    ReversalDiffers,
    AccountUnknown,
    AccountIsControl,
    AccountClosed,
    AccountFull,
    Overdrawn,
    UnitNotBalanced,
)
OF_OTHER_DOORS: tuple[type[LedgerRefusal], ...] = (
    HasItsOwnPage,  # these three of what is recorded by hand, once nothing else is wrong
    BetweenUnits,
    NeedsApproval,
    BadNote,
    HeldByAnother,
    TillStands,
    DrawerInUse,
    BagNeeded,
    DrawerNameTaken,
    CarriesAnother,
    HeldBack,
    ShareOnItsWay,
    ShareStands,
    AboveTellerLimit,
    NotAControlAccount,
    AccountNotEmpty,
    BadAccount,
    AccountBetweenUnits,
    YearNotClosedOut,
    AlreadyClosed,
    PeriodNotOver,
    PeriodIsOpen,
    ReopeningWaits,
    NoReopeningWaits,
    SamePerson,
    ReasonMissing,
    CodeTaken,
)
REFUSALS: Mapping[str, type[LedgerRefusal]] = {
    refusal.state: refusal for refusal in ORDER + OF_OTHER_DOORS
}


def refusal(error: IntegrityError, names: Mapping[int, str]) -> Exception:
    """The refusal that the database's `error` is, with accounts by their `names`.

    An error of another kind is a mistake in our code, not a refusal, and comes back as it is.
    """
    cause = error.__cause__
    state = (cause.sqlstate or "") if isinstance(cause, psycopg.Error) else ""
    if not isinstance(cause, psycopg.Error) or state not in REFUSALS:
        return error
    return refusal_of(state, cause.diag.message_detail or "", names)


def refusal_of(state: str, detail: str, names: Mapping[int, str]) -> LedgerRefusal:
    """The refusal of this SQLSTATE, with accounts by their `names`."""
    of_state = REFUSALS[state]
    return of_state(of_state.read(detail, names))
