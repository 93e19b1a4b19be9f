"""What savings and wallets, which stand below, know of each other."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah
from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.wallet.queries import wallet_of
from klinik.tenancy.models import Koppontren


class WalletIsOpen(DomainError):
    """Pocket money is paid out by itself, before the membership ends."""

    code = "wallet_is_open"

    def __init__(self, number: str, *, holds: int) -> None:
        sentence = _("Wallet %(number)s holds %(holds)s. Pay it out and close it first.")
        super().__init__(sentence % {"number": number, "holds": rupiah(holds)})


def savings_controls(koppontren: Koppontren) -> set[int]:
    """The control accounts that hold savings: pocket money is kept in none of them."""
    return set(SavingsProduct.objects.of(koppontren).values_list("control", flat=True))


def wallet_before_leaving(member: Member) -> list[DomainError]:
    """What a wallet that is open says to somebody who leaves."""
    wallet = wallet_of(member)
    if wallet is None or not wallet.is_open:
        return []
    return [WalletIsOpen(wallet.number, holds=wallet.account.balance)]
