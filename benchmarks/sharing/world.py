"""A unit with very many savers, whose month is shared as the page and its job do it."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, connections
from psycopg.types.json import Jsonb

from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.savings.commands import offer_product
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.product_rules import Rules
from klinik.finance.sharing.commands import LEGS, confirm_run, post_run, prepare_share, set_pool
from klinik.finance.sharing.models import Pool, ShareEntry, TaxRule
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import Role

SAVERS = Path(__file__).with_name("world.sql")
JOINED, BEFORE, MONTH = date(2025, 1, 2), date(2025, 9, 15), date(2025, 10, 1)
PAID_AT_ONCE = 990
CALL = 20  # entries in one call
TOGETHER = 10_000  # savers who join in one statement
EARNED = 500  # rupiah for each saver


def measure(accounts: int) -> None:
    """Say as JSON how many seconds each part of one month took, and what a second run posted."""
    koppontren, pool, by = _house(accounts)
    took: dict[str, float] = {}
    begun = time.perf_counter()
    with acting_for(koppontren):
        run = prepare_share(pool, month=MONTH, by=by)
    took["divided"] = time.perf_counter() - begun
    with acting_for(koppontren):
        run = confirm_run(run, by=by)
    took["confirmed"] = time.perf_counter() - begun
    post_run(koppontren, run.pk)
    took["all"] = time.perf_counter() - begun
    with acting_for(koppontren):
        entries = Entry.objects.of(koppontren).count()
    begun = time.perf_counter()
    post_run(koppontren, run.pk)
    took["again"] = time.perf_counter() - begun
    with acting_for(koppontren):
        more = Entry.objects.of(koppontren).count() - entries
        left = -(-accounts // LEGS) - ShareEntry.objects.of(koppontren).filter(run=run).count()
    if (run.accounts, more, left) != (accounts, 0, 0) or verify_books().differences:
        raise RuntimeError(
            f"{run.accounts} shares, {left} entries left, {more} more, or other books"
        )
    print(json.dumps(took))


def _house(accounts: int) -> tuple[Koppontren, Pool, User]:
    region = Region.objects.create(code="3524", name="Lamongan", kind="kabupaten")
    place = Pesantren.objects.create(slug="bench", name="Bench", region=region, is_simulated=True)
    koppontren = Koppontren.objects.create(
        slug="bench", name="Bench", pesantren=place, is_simulated=True
    )
    by = User.objects.create_user("bench@contoh.example", name="Bench")
    Membership.objects.create(user=by, role=Role.MANAGER, koppontren=koppontren)
    TaxRule.objects.get_or_create(
        from_on=date(2010, 1, 1),
        defaults={"free_through": 240_000, "points": 1_000, "source": "simulasi"},
    )
    with acting_for(koppontren):
        start_book(koppontren)
        product = _product(koppontren, by)
        pool = _pool(koppontren, product.control, by)
        _earn(koppontren, pool, EARNED * accounts, by)
    for first in range(1, accounts + 1, TOGETHER):
        _join(koppontren, product, first, min(accounts, first + TOGETHER - 1))
        _as_owner("ANALYZE")
    _pay_in(koppontren, by)
    _as_owner("VACUUM (ANALYZE)")
    return koppontren, pool, by


def _as_owner(statement: str) -> None:
    """What PostgreSQL does by itself within a minute."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def _join(koppontren: Koppontren, product: SavingsProduct, first: int, last: int) -> None:
    with acting_for(koppontren), connection.cursor() as cursor:
        cursor.execute(
            SAVERS.read_text(encoding="utf-8"),
            {
                "koppontren": koppontren.pk,
                "control": product.control_id,
                "product": product.pk,
                "first": first,
                "last": last,
                "day": JOINED,
            },
        )


def _product(koppontren: Koppontren, by: User) -> SavingsProduct:
    controls = Account.objects.of(koppontren).filter(is_control=True, kind="syirkah")
    return offer_product(
        koppontren,
        control=controls.select_related("unit")[0],
        kind="voluntary",
        akad="mudharabah",
        prefix="M",
        rules=Rules(
            name="Simpanan Bagi Hasil",
            withdrawal="any_time",
            minimum=0,
            closing_fee=0,
            fee_account=None,
            nisbah=4_000,
            since=date(2025, 1, 1),
        ),
        by=by,
    )


def _pool(koppontren: Koppontren, control: Account, by: User) -> Pool:
    of_unit = Account.objects.of(koppontren).filter(unit=control.unit, is_control=False)
    income, expense, debt = (of_unit.filter(kind=k)[0] for k in ("income", "expense", "liability"))
    return set_pool(
        koppontren, unit=control.unit, expense=expense, tax=debt, incomes=[income], by=by
    )


def _earn(koppontren: Koppontren, pool: Pool, amount: int, by: User) -> None:
    """The unit's income of the month, in cash."""
    cash = Account.objects.of(koppontren).filter(unit=pool.unit, is_cash=True)[0]
    income = Account.objects.of(koppontren).get(pk=pool.incomes.get().account_id)
    legs = [dr(cash, amount), cr(income, amount)]
    post(koppontren, request_id=uuid4(), kind="bench", legs=legs, by=by, on=MONTH.replace(day=20))


def _pay_in(koppontren: Koppontren, by: User) -> None:
    """Every saver had something before the month, and pays in once more within it."""
    with acting_for(koppontren):
        savings = SavingsAccount.objects.of(koppontren).order_by("pk")
        accounts = list(savings.values_list("account_id", flat=True))
        unit = SavingsProduct.objects.of(koppontren).get(prefix="M").control.unit
        cash = Account.objects.of(koppontren).filter(unit=unit, is_cash=True)[0].pk
    parts = [accounts[at : at + PAID_AT_ONCE] for at in range(0, len(accounts), PAID_AT_ONCE)]
    days = [[BEFORE] * len(parts), [MONTH.replace(day=2 + n % 28) for n in range(len(parts))]]
    entries = [
        _deposits(cash, part, day)
        for of_month in days
        for part, day in zip(parts, of_month, strict=True)
    ]
    for at in range(0, len(entries), CALL):
        with acting_for(koppontren), connection.cursor() as cursor:
            asked: list[Any] = [koppontren.pk, by.pk, Jsonb(entries[at : at + CALL])]
            cursor.execute("SELECT refused, about FROM ledger_post_many(%s, %s, %s)", asked)
            refused = {row for row in cursor.fetchall() if row[0]}
        if refused:
            raise RuntimeError(str(refused))


def _deposits(cash: int, accounts: list[int], day: date) -> dict[str, object]:
    amounts = [100_000 + account * 7919 % 1_000_000 for account in accounts]
    return {
        "request": str(uuid4()),
        "kind": "bench",
        "on_date": day.isoformat(),
        "value_on": None,
        "reverses": None,
        "memo": None,
        "accounts": [cash, *accounts],
        "debits": [sum(amounts), *[0] * len(accounts)],
        "credits": [0, *amounts],
    }
