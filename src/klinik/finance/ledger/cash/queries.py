"""Where money is, and which accounts it may come from or go to."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.models import Account, AccountKind
from klinik.finance.ledger.rules import usual_side
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


class Apart(NamedTuple):
    """Accounts that another room moves by rules of its own, and where it does."""

    accounts: set[int]
    said: Promise
    page: str  # the name of its address


_keepers: list[Callable[[Koppontren, User], Apart | None]] = []


def keep_apart(keeper: Callable[[Koppontren, User], Apart | None]) -> None:
    """Let a room say what this person does not move by hand; called once, as its app starts."""
    _keepers.append(keeper)


def apart_for(koppontren: Koppontren, user: User) -> list[Apart]:
    """What rooms above keep apart from this person's money in and out."""
    return [apart for keeper in _keepers if (apart := keeper(koppontren, user))]


Groups = list[tuple[Promise, list[Account]]]

# Expenses that no money is ever paid for.
WITHOUT_CASH = ("penyusutan", "penyisihan")

IN_WORDS: dict[str, Promise] = {
    AccountKind.INCOME: _("Income"),
    AccountKind.ASSET: _("Paid back, or something was sold"),
    AccountKind.LIABILITY: _("Borrowed, or entrusted to us"),
    AccountKind.SYIRKAH: _("Funds to be managed for a share"),
    AccountKind.EQUITY: _("Capital and grants"),
}
OUT_WORDS: dict[str, Promise] = {
    AccountKind.EXPENSE: _("Costs"),
    AccountKind.ASSET: _("Goods, equipment, money lent"),
    AccountKind.LIABILITY: _("Debts paid, funds passed on"),
    AccountKind.SYIRKAH: _("Funds given back"),
}


def cash_places(koppontren: Koppontren) -> list[Account]:
    """The accounts where money lies, with their units."""
    return [account for account in postable_accounts(koppontren) if account.is_cash]


def sources(accounts: Sequence[Account]) -> Groups:
    """What money may come in from, grouped in plain words."""
    return _grouped(accounts, IN_WORDS)


def purposes(accounts: Sequence[Account]) -> Groups:
    """What money may go out for, grouped in plain words."""
    return _grouped(accounts, OUT_WORDS)


def postable_accounts(koppontren: Koppontren) -> list[Account]:
    """Open accounts of the chart that hold money themselves; details have pages of their own."""
    accounts = Account.objects.of(koppontren).select_related("unit").order_by("code")
    return list(accounts.filter(closed=False, is_control=False, parent=None))


def _grouped(accounts: Sequence[Account], words: dict[str, Promise]) -> Groups:
    groups: Groups = []
    for kind, label in words.items():
        own = [a for a in accounts if a.kind == kind and not a.is_cash and _is_plain(a)]
        groups += [(label, own)] if own else []
    return groups


def _is_plain(account: Account) -> bool:
    """Neither a contra account, nor one between units, nor one that moves without cash."""
    name = account.name.casefold()
    return (
        account.normal_side == usual_side(account.kind)
        and account.other_unit_id is None
        and not any(word in name for word in WITHOUT_CASH)
    )
