"""Many wallets at once: one entry for each, all of it or nothing."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from psycopg import Error

from klinik.finance.ledger.commands import detail_account_undetailed, hold_book
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import Posting, cr, dr, post_many
from klinik.finance.ledger.refusals import AboveTellerLimit, LedgerRefusal, refusal
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.models import Batch
from klinik.finance.wallet.bulk.queries import wallets_named
from klinik.finance.wallet.bulk.rules import BatchReused, NoRows, RowsRefused
from klinik.finance.wallet.commands.money import own_cash, settle_owed
from klinik.finance.wallet.kinds import BROUGHT_IN, PAY_OUT, TOP_UP
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries.wallets import rules_of
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

KINDS = {
    BatchKind.CASH_IN: TOP_UP,
    BatchKind.FROM_BEFORE: BROUGHT_IN,
    BatchKind.CASH_OUT: PAY_OUT,
}


@transaction.atomic
def record_batch(
    koppontren: Koppontren,
    *,
    kind: str,
    amounts: Mapping[str, int],
    cash: Account | None = None,
    request_id: UUID,
    by: User,
) -> Batch:
    """Put `amounts` rupiah into wallets, by their numbers, or pay them out; in cash or as it was.

    Cash goes through the own open drawer. The same request twice is one batch. Raises NoRows,
    RowsRefused, BatchReused, NoOpenDrawer, NoPlaceOfCash.
    """
    hold_book(koppontren)
    known = Batch.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if (known.kind, known.amounts) != (kind, dict(amounts)):
            raise BatchReused
        return known
    if not amounts:
        raise NoRows
    wallets = wallets_named(koppontren, amounts)
    _refuse(amounts, wallets)
    batch = Batch.objects.create(
        koppontren=koppontren,
        request_id=request_id,
        kind=kind,
        amounts=dict(amounts),
        wallets=len(amounts),
        total=sum(amounts.values()),
        made_by=by,
    )
    other = _other_side(koppontren, kind, wallets, cash=cash, by=by)
    _post(batch, wallets, other, by=by)
    return batch


def _post(batch: Batch, wallets: Mapping[str, Wallet], other: Account, *, by: User) -> None:
    """One entry for each wallet; what owners owe is settled at once. Raises RowsRefused."""
    postings = [
        _posting(wallets[number], amount, other, kind=batch.kind, request_id=batch.request_id)
        for number, amount in batch.amounts.items()
    ]
    try:
        with transaction.atomic():
            posted = post_many(batch.koppontren, postings, by=by)
    except IntegrityError as error:  # a trigger refuses the batch as a whole
        raise _too_large(batch, error) from error
    answers = zip(batch.amounts, posted, strict=True)
    refused = [
        f"{number}: {answer.message}"
        for number, answer in answers
        if isinstance(answer, LedgerRefusal)
    ]
    if refused:
        raise RowsRefused(refused)
    if batch.kind == BatchKind.CASH_OUT:
        return
    for wallet in wallets.values():
        if wallet.owed_account and wallet.owed_account.balance:
            key = uuid5(batch.request_id, f"{wallet.number} owed")
            settle_owed(wallet, request_id=key, by=by)


def _too_large(batch: Batch, error: IntegrityError) -> Exception:
    """The rows that one person does not do alone, by their numbers; else what the book says."""
    said = refusal(error, {})
    if not isinstance(said, AboveTellerLimit) or not isinstance(error.__cause__, Error):
        return said
    most = int(error.__cause__.diag.message_detail or 0)
    large = [number for number, amount in batch.amounts.items() if amount > most]
    return RowsRefused(f"{number}: {said.message}" for number in large) if large else said


def _refuse(amounts: Mapping[str, int], wallets: Mapping[str, Wallet]) -> None:
    problems = [f"{number}?" for number in amounts if number not in wallets]
    problems += [f"{number}" for number, wallet in wallets.items() if not wallet.is_open]
    several = Counter(wallet.number for wallet in wallets.values())
    problems += [number for number, times in several.items() if times > 1]
    if problems:
        raise RowsRefused(problems)


def _other_side(
    koppontren: Koppontren,
    kind: str,
    wallets: Mapping[str, Wallet],
    *,
    cash: Account | None,
    by: User,
) -> Account:
    if kind == BatchKind.FROM_BEFORE:
        return detail_account_undetailed(rules_of(koppontren).control)
    return cash or own_cash(next(iter(wallets.values())), by)


def _posting(
    wallet: Wallet, amount: int, other: Account, *, kind: str, request_id: UUID
) -> Posting:
    into = kind != BatchKind.CASH_OUT
    return Posting(
        request_id=uuid5(request_id, wallet.number),
        kind=KINDS[BatchKind(kind)],
        legs=[dr(other, amount), cr(wallet.account, amount)]
        if into
        else [dr(wallet.account, amount), cr(other, amount)],
    )
