"""Noting a card that was shown."""

from uuid import UUID

from django.db import transaction

from klinik.finance.wallet.queries import card_of, today
from klinik.finance.wallet.rules import CardBlocked
from klinik.finance.wallet.scans.models import Scan
from klinik.finance.wallet.scans.queries import scans_of
from klinik.finance.wallet.scans.rules import CardUnknown, ScanReused
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def note_scan(
    koppontren: Koppontren, *, code: str, kind: str, request_id: UUID | None = None, by: User
) -> tuple[Scan, bool]:
    """Note that a card was shown today, once for each kind; whether it was the first time.

    The same request twice is the first time still. It moves no money. Raises CardUnknown,
    CardBlocked, ScanReused.
    """
    card = card_of(koppontren, code)
    known = scans_of(koppontren).filter(request_id=request_id).first() if request_id else None
    if known:
        if card is None or (known.card_id, known.kind) != (card.pk, kind):
            raise ScanReused
        return known, True
    if card is None or card.ended_at is not None:
        raise CardUnknown
    if card.is_blocked:
        raise CardBlocked
    scan, is_new = Scan.objects.get_or_create(
        koppontren=koppontren,
        card=card,
        kind=kind,
        on=today(koppontren),
        defaults={"by": by, "request_id": request_id},
    )
    scan.card = card
    return scan, is_new
