"""When work was last done, and in whose name the clock does it."""

from klinik.finance.ledger.bank.models import BankAccount, BankFile
from klinik.finance.wallet.clock.models import Round
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def rounds_of(koppontren: Koppontren) -> dict[str, Round]:
    """The last round of each kind of work that was ever done here."""
    return {row.work: row for row in Round.objects.of(koppontren)}


def last_bringer(bank: BankAccount) -> User | None:
    """Who brought in the last file of a bank; None before there was any."""
    rows = BankFile.objects.of(bank.koppontren).filter(bank=bank, saved_at__isnull=False)
    file = rows.select_related("by").order_by("-saved_at").first()
    return file.by if file else None
