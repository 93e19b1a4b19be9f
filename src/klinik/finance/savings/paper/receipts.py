"""What a receipt says in one message, for WhatsApp and for programs."""

from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.core.money import rupiah
from klinik.core.templatetags.klinik import tanggal
from klinik.finance.ledger.queries.latest import LatestLine
from klinik.finance.savings.models import SavingsAccount


def receipt_text(savings: SavingsAccount, line: LatestLine) -> str:
    """One line: who, what, when, and what the account held after it."""
    koppontren = savings.koppontren
    with timezone.override(koppontren.time_zone):
        moment = tanggal(line.entry.at)
    words = _(
        "%(koppontren)s. %(kind)s %(amount)s, account %(account)s, receipt no. %(number)s, "
        "%(moment)s. Balance %(balance)s."
    )
    return words % {
        "koppontren": koppontren.name,
        "kind": line.kind,
        "amount": rupiah(line.amount),
        "account": savings.number,
        "number": line.entry.number,
        "moment": moment,
        "balance": rupiah(line.balance),
    }
