"""Noting a card that was shown."""

from django.db import transaction

from klinik.finance.wallet.queries import card_of, today
from klinik.finance.wallet.rules import CardBlocked
from klinik.finance.wallet.scans.models import Scan
from klinik.finance.wallet.scans.rules import CardUnknown
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def note_scan(koppontren: Koppontren, *, code: str, kind: str, by: User) -> tuple[Scan, bool]:
    """Note that a card was shown today, once for each kind; whether it was the first time.

    It moves no money. Raises CardUnknown, CardBlocked.
    """
    card = card_of(koppontren, code)
    if card is None or card.ended_at is not None:
        raise CardUnknown
    if card.is_blocked:
        raise CardBlocked
    scan, is_new = Scan.objects.get_or_create(
        koppontren=koppontren,
        card=card,
        kind=kind,
        on=today(koppontren),
        defaults={"by": by},
    )
    scan.card = card
    return scan, is_new
