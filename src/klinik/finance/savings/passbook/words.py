"""What moved, as it is printed in a passbook: the column has room for a few letters."""

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from klinik.finance.ledger.words import BONUS, KINDS, REVERSAL, SHARE
from klinik.finance.savings.kinds import (
    ADMISSION,
    CLOSING,
    DEPOSIT,
    INTAKE,
    LEAVING,
    MONTHLY_FEE,
    TRANSFER,
    WITHDRAWAL,
)

LONGEST = 18  # letters
SHORT: dict[str, Promise] = {
    ADMISSION: pgettext_lazy("passbook", "Joined"),
    DEPOSIT: pgettext_lazy("passbook", "Paid in"),
    WITHDRAWAL: pgettext_lazy("passbook", "Paid out"),
    TRANSFER: pgettext_lazy("passbook", "Moved"),
    CLOSING: pgettext_lazy("passbook", "Closed"),
    LEAVING: pgettext_lazy("passbook", "Settled"),
    INTAKE: pgettext_lazy("passbook", "Old book"),
    MONTHLY_FEE: pgettext_lazy("passbook", "Fee"),
    SHARE: pgettext_lazy("passbook", "Share"),
    BONUS: pgettext_lazy("passbook", "Bonus"),
}


def word_for(kind: str) -> str:
    """The kind of an entry in a few letters."""
    plain = kind.removesuffix(REVERSAL)
    word = str(SHORT.get(plain) or KINDS.get(plain) or plain)
    undone = pgettext("passbook", "Undone: %(kind)s") % {"kind": word}
    return (undone if plain != kind else word)[:LONGEST]
