"""What savings say no to, and how their numbers are written; pure."""

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

    def __init__(self, product: str, *, amount: int) -> None:
        sentence = _("%(product)s is %(amount)s for every member. Type exactly this amount.")
        super().__init__(sentence % {"product": product, "amount": rupiah(amount)})


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
