"""What closing the books and opening them again is refused for."""

from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.refusals.kinds import LedgerRefusal, OfDay


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
