"""The end of the chain at the foot of a statement: short on screen, whole on paper and in files."""

from django.utils.translation import gettext as _

from klinik.core.money import grouped
from klinik.finance.ledger.proof.rules import Head
from klinik.finance.ledger.queries import end_of_chain
from klinik.tenancy.models import Koppontren

SHOWN_OF_SEAL = 12  # characters of the end of the chain: enough to find it, short enough to read


def seal_of(koppontren: Koppontren) -> str:
    """Through which entry the book goes, and its seal there; empty while nothing is recorded."""
    number, link = end_of_chain(koppontren) or (0, "")
    if not number:
        return ""
    return _("Book through entry %(number)s, seal %(seal)s") % {
        "number": grouped(number),
        "seal": link[:SHOWN_OF_SEAL],
    }


def head_of(koppontren: Koppontren) -> str:
    """The whole end of the chain, as `klinik verify --head` reads it; empty without an entry."""
    number, link = end_of_chain(koppontren) or (0, "")
    return str(Head(koppontren.slug, number, link)) if number else ""
