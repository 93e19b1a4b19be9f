"""What an entry is refused for, whatever it is about."""

from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.refusals.kinds import LedgerRefusal, OfAccount, OfAmount, OfDay


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


class BadNote(LedgerRefusal):
    """A note lies beside its entry, in a place of this length."""

    state, code = "23K18", "bad_note"
    sentence = _("A note has at most 500 characters, and none that cannot be printed.")
