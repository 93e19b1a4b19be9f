"""Work that comes round: done everywhere, in one koppontren after the other, and written down."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from klinik.finance.wallet.clock.models import Round, Work
from klinik.finance.wallet.clock.queries import last_bringer
from klinik.finance.wallet.holding.commands import expire_holds
from klinik.finance.wallet.queries import has_started, today
from klinik.finance.wallet.standing.commands import take_due
from klinik.finance.wallet.standing.queries import fees_by_clock
from klinik.finance.wallet.topups.commands import credit_transfers, expire_top_ups
from klinik.finance.wallet.topups.queries import money_without_wallet, ways_of
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

log = logging.getLogger(__name__)


@transaction.atomic
def match_transfers(koppontren: Koppontren, *, by: User) -> int:
    """Credit what the bank says without doubt, and write down how many that were."""
    number = len(credit_transfers(koppontren, by=by))
    ways = ways_of(koppontren)
    left = money_without_wallet(ways).count() if ways.bank else 0
    _note(koppontren, Work.MATCH, number, left=left)
    close_late(koppontren)
    return number


def close_late(koppontren: Koppontren) -> None:
    """Let top-ups that waited long enough wait no more."""
    _note(koppontren, Work.TOP_UPS, expire_top_ups(koppontren))


def every_hour(koppontren: Koppontren) -> None:
    """What nobody fetched goes back to its wallet, and late top-ups are closed."""
    _note(koppontren, Work.HOLDS, expire_holds(koppontren))
    close_late(koppontren)


def every_night(koppontren: Koppontren) -> None:
    """First the money that came, in the name of whoever brought the bank's last file."""
    bank = ways_of(koppontren).bank
    by = last_bringer(bank) if bank else None
    if by is not None:
        match_transfers(koppontren, by=by)


def take_fees_due(koppontren: Koppontren) -> None:
    """The monthly fees whose day has come."""
    for order in fees_by_clock(koppontren):
        take_due(order, today=today(koppontren))


def everywhere(*works: Callable[[Koppontren], None]) -> None:
    """Do each in every cooperative that has wallets; one's trouble stops no other."""
    for koppontren in Koppontren.objects.order_by("pk"):
        for work in works:
            try:
                with acting_for(koppontren):
                    if has_started(koppontren):
                        work(koppontren)
            except Exception:  # whatever it was: the next round tries again
                log.exception("%s of %s is not done yet", work.__name__, koppontren.slug)


def _note(koppontren: Koppontren, work: Work, done: int, *, left: int = 0) -> None:
    Round.objects.update_or_create(
        koppontren=koppontren,
        work=work,
        defaults={"at": timezone.now(), "done": done, "left": left},
    )
