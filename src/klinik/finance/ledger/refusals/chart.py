"""What the chart of accounts is refused for."""

from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.refusals.kinds import LedgerRefusal, OfAccount


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


class CodeTaken(LedgerRefusal):
    """Raised by PostgreSQL's own unique constraint, which the chart's functions leave to it."""

    state, code = "23505", "code_taken"
    sentence = _("There is already an account, a unit or a book of that code.")
