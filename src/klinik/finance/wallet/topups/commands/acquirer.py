"""Crediting once what an acquirer said and signed; what is in doubt is kept to be checked."""

from datetime import datetime
from secrets import token_urlsafe
from uuid import uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.core.lines import one_line
from klinik.core.sealing import seal, unseal
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Entry
from klinik.finance.wallet.commands.money import credit
from klinik.finance.wallet.kinds import BY_QRIS
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.topups.choices import Doubt, NoticeState, TopUpState, Way
from klinik.finance.wallet.topups.commands.asking import came, locked
from klinik.finance.wallet.topups.models import Acquirer, Notice, TopUp
from klinik.finance.wallet.topups.queries import (
    acquirer_of,
    top_ups_of,
    ways_of,
)
from klinik.finance.wallet.topups.rules import (
    NotificationReused,
    Settled,
    WayClosed,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def add_acquirer(koppontren: Koppontren, *, name: str, by: User) -> tuple[Acquirer, str]:
    """Somebody who signs what was paid by QRIS; answers the secret, which is shown once.

    Who did so before does not any more.
    """
    Acquirer.objects.of(koppontren).filter(ended_at=None).update(ended_at=timezone.now())
    secret = token_urlsafe(32)
    made = Acquirer.objects.create(
        koppontren=koppontren,
        number=uuid4(),
        name=one_line(name),
        secret_sealed=seal(secret, salt=Acquirer.SALT),
        made_by=by,
    )
    return made, secret


def end_acquirer(koppontren: Koppontren) -> None:
    """Believe nobody any more; twice is once."""
    acquirer = acquirer_of(koppontren)
    if acquirer:
        acquirer.ended_at = timezone.now()
        acquirer.save(update_fields=["ended_at"])


def secret_of(acquirer: Acquirer) -> str:
    """By what its notifications are signed."""
    return unseal(acquirer.secret_sealed, salt=Acquirer.SALT)


@transaction.atomic
def receive_notice(
    acquirer: Acquirer, *, theirs: str, bill: str, amount: int, paid_at: datetime
) -> Notice:
    """What an acquirer said and signed: credited, or kept to be checked. Twice is once.

    Call it for what `check_signature` let through. Raises NotificationReused.
    """
    hold_book(acquirer.koppontren)
    rows = Notice.objects.of(acquirer.koppontren).filter(acquirer=acquirer, theirs=theirs)
    known = rows.first()
    if known:
        if (known.bill, known.amount) != (bill, amount):
            raise NotificationReused
        return known
    top_up = top_ups_of(acquirer.koppontren).filter(number=bill, way=Way.QRIS).first()
    top_up = locked(top_up) if top_up else None
    doubt = _doubt(top_up, amount)
    notice = Notice(
        koppontren=acquirer.koppontren,
        acquirer=acquirer,
        theirs=theirs,
        bill=bill,
        amount=amount,
        paid_at=paid_at,
        state=NoticeState.CHECK,
        doubt=doubt,
        top_up=top_up,
    )
    if top_up is not None and not doubt:
        entry = _credit_notice(notice, top_up.wallet, by=acquirer.made_by)
        came(top_up, entry)
    notice.save()
    return notice


def _doubt(top_up: TopUp | None, amount: int) -> str:
    if top_up is None:
        return Doubt.UNKNOWN
    if top_up.state == TopUpState.CREDITED:
        return Doubt.TWICE
    if not top_up.wallet.is_open:
        return Doubt.CLOSED
    if top_up.amount != amount:
        return Doubt.AMOUNT
    if not top_up.is_waiting or top_up.expires_at <= timezone.now():
        return Doubt.LATE
    return ""


def _credit_notice(notice: Notice, wallet: Wallet, *, by: User) -> Entry:
    ways = ways_of(notice.koppontren)
    if ways.qris_account is None:
        raise WayClosed
    entry = credit(
        wallet,
        amount=notice.amount,
        source=ways.qris_account,
        kind=BY_QRIS,
        request_id=uuid5(notice.acquirer.number, notice.theirs),
        by=by,
    )
    notice.state, notice.entry_number = NoticeState.CREDITED, entry.number
    return entry


@transaction.atomic
def settle_notice(notice: Notice, *, wallet: Wallet | None, how: str, by: User) -> Notice:
    """Somebody looked at it: it goes into a wallet, or is set aside with the reason.

    Raises Settled, WalletClosed.
    """
    rows = Notice.objects.of(notice.koppontren).select_for_update(of=["self"], no_key=True)
    notice = rows.select_related("acquirer", "koppontren").get(pk=notice.pk)
    if notice.state != NoticeState.CHECK:
        raise Settled
    if wallet is not None:
        _credit_notice(notice, wallet, by=by)
    else:
        notice.state = NoticeState.ASIDE
    notice.settled_at, notice.settled_by, notice.how = timezone.now(), by, one_line(how)[:200]
    notice.save()
    return notice
