"""What kinds of entries are called by people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REVERSAL = ".reversal"
OPENING = "opening"
CORRECTION = "opening.correction"
CLOSING = "year.closing"
JOURNAL = "journal.entry"
KINDS: dict[str, Promise] = {
    OPENING: gettext_lazy("Opening balances"),
    CORRECTION: gettext_lazy("Opening balances corrected"),
    CLOSING: gettext_lazy("Year closed"),
    "money.in": gettext_lazy("Money in"),
    "money.out": gettext_lazy("Money out"),
    "money.move": gettext_lazy("Money moved"),
    JOURNAL: gettext_lazy("General journal"),
    "savings.admission": gettext_lazy("Member admitted"),
    "savings.deposit": gettext_lazy("Savings paid in"),
    "savings.withdrawal": gettext_lazy("Savings paid out"),
}


def kind_in_words(kind: str) -> str:
    """The kind of an entry as people say it; an unknown kind keeps its own word."""
    plain = kind.removesuffix(REVERSAL)
    word = str(KINDS.get(plain, plain))
    return _("Undone: %(kind)s") % {"kind": word} if plain != kind else word
