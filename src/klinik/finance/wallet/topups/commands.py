"""Asking for money, and crediting it once when the bank or the acquirer says that it came."""

from datetime import date, datetime
from itertools import count
from secrets import randbelow, token_hex, token_urlsafe
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from klinik.core.lines import one_line
from klinik.core.sealing import seal, unseal
from klinik.finance.ledger.bank.commands.files import lock
from klinik.finance.ledger.bank.commands.matching import join_booked
from klinik.finance.ledger.bank.models import BankAccount, BankMutation
from klinik.finance.ledger.bank.queries import lines_of, unmatched
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account, hold_book
from klinik.finance.ledger.models import Account, AccountKind, Entry, Side
from klinik.finance.ledger.queries import accounts_by_code, entry_of_request, reversed_by
from klinik.finance.wallet import qris
from klinik.finance.wallet.commands.money import credit
from klinik.finance.wallet.kinds import BY_QRIS, BY_TRANSFER
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import rules_of, wallets_of
from klinik.finance.wallet.rules import WalletClosed
from klinik.finance.wallet.topups.choices import Doubt, NoticeState, TopUpState, Way
from klinik.finance.wallet.topups.models import Acquirer, Notice, TopUp, TopUpWays
from klinik.finance.wallet.topups.queries import (
    acquirer_of,
    top_ups_of,
    waiting_transfers,
    ways_of,
)
from klinik.finance.wallet.topups.rules import (
    CODES,
    LEAST,
    VALID,
    BadPrefix,
    NotificationReused,
    NotIncoming,
    Settled,
    TooManyWait,
    TooSmall,
    TopUpReused,
    WayClosed,
    free_code,
    wallets_in,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

QRIS_ON_ITS_WAY = "QRIS dalam Perjalanan"


@transaction.atomic
def set_ways(
    koppontren: Koppontren,
    *,
    bank: BankAccount | None,
    number_at_bank: str = "",
    va_prefix: str = "",
    code: str = "",
    by: User,
) -> TopUpWays:
    """Say where transfers go, how virtual accounts begin, and which static QRIS is ours.

    Raises NotStarted, BadPrefix, and what `qris.read` refuses.
    """
    rules = rules_of(koppontren)
    if va_prefix and not (
        va_prefix.isascii() and va_prefix.isdigit() and 3 <= len(va_prefix) <= 10
    ):
        raise BadPrefix
    code = code.strip()
    if code:
        qris.for_one_payment(code, amount=1)  # it is whole, of Indonesia, and one that stays
    ways, _new = TopUpWays.objects.get_or_create(koppontren=koppontren)
    ways.bank, ways.number_at_bank = bank, one_line(number_at_bank)
    ways.va_prefix, ways.qris = va_prefix, code
    if code and ways.qris_account is None:
        ways.qris_account = _on_its_way(koppontren, unit=rules.control.unit.code, by=by)
    ways.save()
    return ways


def _on_its_way(koppontren: Koppontren, *, unit: str, by: User) -> Account:
    """The account of what was paid by QRIS and is not at the bank yet."""
    hold_book(koppontren)
    chart = accounts_by_code(koppontren)
    for account in chart.values():
        if account.name == QRIS_ON_ITS_WAY and account.unit.code == unit and not account.closed:
            return account
    free = next(str(code) for code in count(1121) if str(code) not in chart)
    row = AccountRow(
        code=free,
        name=QRIS_ON_ITS_WAY,
        kind=AccountKind.ASSET,
        normal_side=Side.DEBIT,
        unit=unit,
        cash_flow="operating",
    )
    return add_account(koppontren, account=row, by=by)


@transaction.atomic
def ask_transfer(wallet: Wallet, *, amount: int, request_id: UUID, by: User) -> TopUp:
    """A transfer of `amount` rupiah and a code of 1 to 999, good for three days. Twice is once.

    Raises WayClosed, WalletClosed, TooSmall, TooManyWait, TopUpReused.
    """
    ways = ways_of(wallet.koppontren)
    if known := _known(wallet, request_id, Way.TRANSFER, amount):
        return known
    _refuse(wallet, amount, is_open=ways.bank is not None)
    hold_book(wallet.koppontren)  # two guardians must not get one code
    expire_top_ups(wallet.koppontren)
    waiting = waiting_transfers(wallet.koppontren).filter(
        amount__range=(amount + CODES[0], amount + CODES[-1])
    )
    taken = {row.amount - amount for row in waiting}
    code = free_code(taken, start=randbelow(len(CODES)))
    if code is None:
        raise TooManyWait
    return _ask(wallet, Way.TRANSFER, amount + code, request_id=request_id, by=by)


@transaction.atomic
def ask_qris(wallet: Wallet, *, amount: int, request_id: UUID, by: User) -> TopUp:
    """A QRIS code for `amount` rupiah, good for three days. Twice is once.

    Raises WayClosed, WalletClosed, TooSmall, BadAmount, TopUpReused.
    """
    ways = ways_of(wallet.koppontren)
    if known := _known(wallet, request_id, Way.QRIS, amount):
        return known
    _refuse(wallet, amount, is_open=bool(ways.qris))
    qris.for_one_payment(ways.qris, amount=amount)
    return _ask(wallet, Way.QRIS, amount, request_id=request_id, by=by)


def qris_text(top_up: TopUp) -> str:
    """What the QR code of a top-up says: whom, how much, and which bill."""
    ways = ways_of(top_up.koppontren)
    return qris.for_one_payment(ways.qris, amount=top_up.amount, bill=top_up.number)


def _known(wallet: Wallet, request_id: UUID, way: Way, amount: int) -> TopUp | None:
    known = top_ups_of(wallet.koppontren).filter(request_id=request_id).first()
    if known is None:
        return None
    code = known.amount - amount
    is_same = code in CODES if way == Way.TRANSFER else code == 0
    if (known.wallet_id, known.way) != (wallet.pk, way) or not is_same:
        raise TopUpReused
    return known


def _refuse(wallet: Wallet, amount: int, *, is_open: bool) -> None:
    if not is_open:
        raise WayClosed
    if not wallet.is_open:
        raise WalletClosed(wallet.number)
    if amount < LEAST:
        raise TooSmall


def _ask(wallet: Wallet, way: Way, amount: int, *, request_id: UUID, by: User) -> TopUp:
    return TopUp.objects.create(
        koppontren=wallet.koppontren,
        wallet=wallet,
        number=f"T{token_hex(5).upper()}",
        way=way,
        amount=amount,
        expires_at=timezone.now() + VALID,
        made_by=by,
        request_id=request_id,
    )


def expire_top_ups(koppontren: Koppontren) -> int:
    """What waited three days waits no more; how many that were."""
    rows = TopUp.objects.of(koppontren).filter(state=TopUpState.WAITING)
    return rows.filter(expires_at__lte=timezone.now()).update(state=TopUpState.EXPIRED)


@transaction.atomic
def cancel_top_up(top_up: TopUp) -> TopUp:
    """Wait for it no more; money that comes all the same is looked at by people."""
    top_up = _locked(top_up)
    if top_up.is_waiting:
        top_up.state = TopUpState.CANCELLED
        top_up.save(update_fields=["state"])
    return top_up


def _locked(top_up: TopUp) -> TopUp:
    rows = top_ups_of(top_up.koppontren)
    return rows.select_for_update(of=["self"], no_key=True).get(pk=top_up.pk)


# The bank


@transaction.atomic
def credit_transfers(koppontren: Koppontren, *, by: User) -> list[Entry]:
    """Credit what the bank's mutations say without doubt: a virtual account, or a code that waits.

    Each mutation once: it is matched with its entry. What is in doubt stays for people.
    """
    ways = ways_of(koppontren)
    if ways.bank is None:
        return []
    bank = lock(ways.bank)
    entries = []
    for mutation in unmatched(bank).filter(amount__gt=0).order_by("on", "id"):
        found = _meant(koppontren, ways, mutation)
        if found is not None:
            wallet, top_up = found
            entries.append(_credit_mutation(bank, mutation, wallet, top_up, by=by))
    return entries


def _meant(
    koppontren: Koppontren, ways: TopUpWays, mutation: BankMutation
) -> tuple[Wallet, TopUp | None] | None:
    """Whose wallet a mutation is for, if that is without doubt."""
    numbers = wallets_in(mutation.text, ways.va_prefix)
    rows = waiting_transfers(koppontren).filter(amount=mutation.amount)
    waiting = [row for row in rows if _is_in_time(row, mutation)]
    if len(numbers) == 1:
        wallet = wallets_of(koppontren).filter(number=numbers.pop(), closed_on=None).first()
        own = [row for row in waiting if wallet and row.wallet_id == wallet.pk]
        return (wallet, own[0] if own else None) if wallet else None
    if numbers or len(waiting) != 1 or not waiting[0].wallet.is_open:
        return None
    return waiting[0].wallet, waiting[0]


def _is_in_time(top_up: TopUp, mutation: BankMutation) -> bool:
    """Days are the bank's: a transfer of an evening may stand under the next one."""
    koppontren = top_up.koppontren
    first = _day(koppontren, top_up.made_at)
    return first <= mutation.on <= _day(koppontren, top_up.expires_at)


def _day(koppontren: Koppontren, moment: datetime) -> date:
    return timezone.localdate(moment, ZoneInfo(koppontren.time_zone))


@transaction.atomic
def credit_mutation(mutation: BankMutation, *, wallet: Wallet, by: User) -> Entry:
    """Somebody says whose money a mutation is. Raises NotIncoming, WalletClosed."""
    bank = lock(mutation.bank)
    found = unmatched(bank).filter(pk=mutation.pk, amount__gt=0).first()
    if found is None:
        raise NotIncoming
    return _credit_mutation(bank, found, wallet, None, by=by)


def _credit_mutation(
    bank: BankAccount, mutation: BankMutation, wallet: Wallet, top_up: TopUp | None, *, by: User
) -> Entry:
    entry = credit(
        wallet,
        amount=mutation.amount,
        source=bank.account,
        kind=BY_TRANSFER,
        value_on=mutation.on,
        request_id=_free_key(mutation),
        by=by,
    )
    line = lines_of(bank).get(entry_number=entry.number)
    join_booked(bank, mutation, (line.entry_number, line.n), by=by)
    if top_up is not None:
        _came(top_up, entry)
    return entry


def _free_key(mutation: BankMutation) -> UUID:
    """The key of what is credited for a mutation; another one where that was undone."""
    keys = (uuid5(mutation.number, f"wallet {times}") for times in count())
    return next(key for key in keys if not _was_undone(mutation.koppontren, key))


def _was_undone(koppontren: Koppontren, key: UUID) -> bool:
    entry = entry_of_request(koppontren, key)
    return entry is not None and entry.number in reversed_by(koppontren, [entry])


def _came(top_up: TopUp, entry: Entry) -> None:
    top_up = _locked(top_up)
    top_up.state, top_up.entry_number = TopUpState.CREDITED, entry.number
    top_up.save(update_fields=["state", "entry_number"])


# The acquirer


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
    top_up = _locked(top_up) if top_up else None
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
        _came(top_up, entry)
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
