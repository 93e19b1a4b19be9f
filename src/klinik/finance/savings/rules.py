"""What savings say no to, and how their numbers are written; pure."""

from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class NotWithdrawable(DomainError):
    """Money that stays in the cooperative while its owner is a member."""

    code = "not_withdrawable"

    def __init__(self, product: str) -> None:
        sentence = _("%(product)s cannot be withdrawn while the member belongs to the cooperative.")
        super().__init__(sentence % {"product": product})


class PaidOnce(DomainError):
    """Principal savings are paid on joining, the same for everybody, and never again."""

    code = "paid_once"

    def __init__(self, product: str) -> None:
        sentence = _("%(product)s is paid once, on joining. Choose another savings account.")
        super().__init__(sentence % {"product": product})


class NotThePrincipal(DomainError):
    """Principal savings are the same for everybody, so they are paid whole."""

    code = "not_the_principal"

    def __init__(self, product: str, *, amount: int, is_part_there: bool = False) -> None:
        sentence = _("%(product)s is %(amount)s for every member. Type exactly this amount.")
        if is_part_there:
            sentence = _("Of %(product)s %(amount)s is missing. Type exactly this amount.")
        super().__init__(sentence % {"product": product, "amount": rupiah(amount)})


class Goal(NamedTuple):
    """What is saved for: words, an amount in rupiah, and the day by which it is wanted."""

    purpose: str
    target: int
    by_day: date


class GoalMissing(DomainError):
    """Savings for a goal say what for, how much, and by when."""

    code = "goal_missing"

    def __init__(self) -> None:
        super().__init__(_("Say what is saved for, how much is wanted, and by which day."))


class GoalTooSoon(DomainError):
    """A goal lies ahead."""

    code = "goal_too_soon"

    def __init__(self) -> None:
        super().__init__(_("Choose a day after today: a goal is something to save for."))


class NotOffered(DomainError):
    """No new accounts of a product are opened any more."""

    code = "not_offered"

    def __init__(self, product: str) -> None:
        super().__init__(_("%(product)s is not offered any more.") % {"product": product})


class IsClosed(DomainError):
    """A closed account neither takes nor gives."""

    code = "savings_closed"

    def __init__(self, number: str) -> None:
        sentence = _("Account %(number)s is closed. Choose another account, or open a new one.")
        super().__init__(sentence % {"number": number})


class IsBlocked(DomainError):
    """Nothing is taken out of a blocked account until it is released."""

    code = "savings_blocked"

    def __init__(self, number: str, *, reason: str) -> None:
        sentence = _(
            "Account %(number)s is blocked: %(reason)s. Nothing is paid out until it is released."
        )
        super().__init__(sentence % {"number": number, "reason": reason.rstrip(".")})


class ReasonNeeded(DomainError):
    """Who blocks or releases an account says why."""

    code = "reason_needed"

    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words: it stands in the history of the account."))


class NotDue(DomainError):
    """Savings that were agreed until a day, or until their goal is reached."""

    code = "not_due"

    def __init__(self, number: str, *, due_on: date, target: int | None) -> None:
        words = {"number": number, "day": date_format(due_on, "j F Y")}
        if target is None:
            sentence = _("Account %(number)s is due on %(day)s. It can be paid out from then on.")
        else:
            words["target"] = rupiah(target)
            sentence = _(
                "Account %(number)s is saved until %(day)s or until it holds %(target)s. "
                "It can be paid out from then on."
            )
        super().__init__(sentence % words)


class BelowMinimum(DomainError):
    """An account keeps its minimum until it is closed."""

    code = "below_minimum"

    def __init__(self, number: str, *, holds: int, minimum: int) -> None:
        sentence = _(
            "Account %(number)s holds %(holds)s and keeps at least %(minimum)s: at most %(most)s "
            "can be paid out. To take everything, close the account."
        )
        words = {"number": number, "holds": rupiah(holds), "minimum": rupiah(minimum)}
        super().__init__(sentence % {**words, "most": rupiah(max(0, holds - minimum))})


class FeeTooHigh(DomainError):
    """An account that holds less than the fee for closing it."""

    code = "fee_too_high"

    def __init__(self, number: str, *, holds: int, fee: int) -> None:
        sentence = _(
            "Account %(number)s holds %(holds)s, less than the fee of %(fee)s for closing."
        )
        super().__init__(sentence % {"number": number, "holds": rupiah(holds), "fee": rupiah(fee)})


class SameAccount(DomainError):
    """A transfer goes from one account to another."""

    code = "same_account"

    def __init__(self) -> None:
        super().__init__(_("Choose another account: this is the one the money comes from."))


class NotEnough(DomainError):
    """An account holds less than is to be paid out; the sentence says what is there."""

    code = "overdrawn"

    def __init__(self, account: str, *, holds: int, asked: int) -> None:
        sentence = _("%(account)s holds %(holds)s. That is not enough to pay out %(asked)s.")
        words = {"account": account, "holds": rupiah(holds), "asked": rupiah(asked)}
        super().__init__(sentence % words)


class NotCash(DomainError):
    """Money over the counter goes into a cash account or comes out of one."""

    code = "not_cash"

    def __init__(self, account: str) -> None:
        sentence = _("%(account)s is not a cash account. Choose a cash drawer or a bank account.")
        super().__init__(sentence % {"account": account})


class NoCash(DomainError):
    """A unit without any cash account cannot take or pay money."""

    code = "no_cash"

    def __init__(self, unit: str) -> None:
        sentence = _("%(unit)s has no cash account yet. Add one to the chart of accounts first.")
        super().__init__(sentence % {"unit": unit})


class NoProduct(DomainError):
    """The cooperative has not said which savings it offers."""

    code = "no_product"

    def __init__(self) -> None:
        super().__init__(
            _("This cooperative does not offer principal savings yet, so nobody can join.")
        )


class NoPrincipalAccount(DomainError):
    """The chart of accounts has no place for principal savings."""

    code = "no_principal_account"

    def __init__(self, account: str) -> None:
        sentence = _(
            "The chart of accounts has no open account %(account)s that is divided by member. "
            "Add it to the chart of accounts first, then set the amount here."
        )
        super().__init__(sentence % {"account": account})


class BadPrincipal(DomainError):
    """Joining costs something."""

    code = "bad_principal"

    def __init__(self) -> None:
        super().__init__(_("Type what every new member pays: an amount above Rp0."))


class PrincipalIsSet(DomainError):
    """What joining costs was set before, to another amount."""

    code = "principal_is_set"

    def __init__(self, product: str, *, amount: int) -> None:
        sentence = _("%(product)s was already set to %(amount)s for every member.")
        super().__init__(sentence % {"product": product, "amount": rupiah(amount)})


class AlreadyOpen(DomainError):
    """A member has one account of each product."""

    code = "already_open"

    def __init__(self, product: str, *, number: str) -> None:
        sentence = _("This member already has %(product)s: account %(number)s.")
        super().__init__(sentence % {"product": product, "number": number})


class SavingsRequestReused(DomainError):
    """The same request again, for another member or another product."""

    code = "request_reused"

    def __init__(self, number: str) -> None:
        sentence = _(
            "This form was already sent with other content (account %(number)s). "
            "Open the form anew and try again."
        )
        super().__init__(sentence % {"number": number})


def savings_number(prefix: str, serial: int) -> str:
    """The number in the passbook: "S", 1 -> "S-0001"."""
    return f"{prefix}-{serial:04}"
