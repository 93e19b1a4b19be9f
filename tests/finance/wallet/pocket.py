"""Pocket money for tests: wallets with money in them, limits, and what a till does with them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.db import connection, transaction

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.wallet.commands import open_wallet, start_wallets, top_up
from klinik.finance.wallet.models import Category, Limit, Wallet
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.counter import kas, make_saver

MONDAY = date(2026, 11, 30)  # the first day of a week, and the last of a month


def make_wallet(
    koppontren: Koppontren, by: User, *, name: str = "Ahmad Fauzi", holds: int = 0
) -> Wallet:
    """A santri's wallet with cash in it."""
    start_wallets(koppontren, by=by)
    wallet = open_wallet(make_saver(koppontren, by, name=name), request_id=uuid4())
    if holds:
        top_up(wallet, amount=holds, cash=kas(koppontren), request_id=uuid4(), by=by)
    return wallet


def category(koppontren: Koppontren, name: str) -> Category:
    """One of the usual categories."""
    return Category.objects.of(koppontren).get(name=name)


def limit(
    wallet: Wallet,
    amount: int,
    *,
    by: User,
    period: str = "day",
    of: Category | None = None,
    for_all: bool = False,
) -> None:
    """The wallet, or everybody, spends so much in a period; an own limit even above the ceiling.

    So it stands where the ceiling was lowered later.
    """
    Limit.objects.update_or_create(
        koppontren=wallet.koppontren,
        wallet=None if for_all else wallet,
        category=of,
        period=period,
        defaults={"amount": amount, "set_by": by},
    )


def allow(
    wallet: Wallet,
    amounts: Mapping[int | None, int],
    *,
    on: date = MONDAY,
    strict: bool = True,
    device: str | None = None,
) -> int:
    """What PostgreSQL permits, in rupiah by category; nothing is posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wallet_allow(%s, %s, %s, %s::bigint[], %s::bigint[], %s, %s)",
            [
                wallet.koppontren_id,
                wallet.pk,
                on,
                list(amounts),
                list(amounts.values()),
                strict,
                device,
            ],
        )
        (permitted,) = cursor.fetchone() or (0,)
    return int(permitted)


def spend(
    wallet: Wallet,
    amounts: Mapping[int | None, int],
    *,
    by: User,
    on: date = MONDAY,
    strict: bool = True,
    device: str | None = None,
    request_id: UUID | None = None,
) -> int:
    """As a sale does it: the book first, then what is permitted, then the entry."""
    with transaction.atomic():
        hold_book(wallet.koppontren)
        paid = allow(wallet, amounts, on=on, strict=strict, device=device)
        if paid:
            income = Account.objects.of(wallet.koppontren).select_related("unit").get(code="4310")
            post(
                wallet.koppontren,
                request_id=request_id or uuid4(),
                kind="test.sale",
                legs=[dr(wallet.account, paid), cr(income, paid)],
                by=by,
            )
    return paid


def give_back(wallet: Wallet, amounts: Mapping[int | None, int], *, on: date = MONDAY) -> None:
    """Goods come back; the money is not moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wallet_give_back(%s, %s, %s, %s::bigint[], %s::bigint[])",
            [wallet.koppontren_id, wallet.pk, on, list(amounts), list(amounts.values())],
        )


def held(wallet: Wallet) -> int:
    """What the ledger says the wallet holds now, in rupiah."""
    return Account.objects.get(pk=wallet.account_id).balance


def last_entry(koppontren: Koppontren) -> Entry:
    """What was written last."""
    return Entry.objects.of(koppontren).select_related("koppontren").latest("number")
