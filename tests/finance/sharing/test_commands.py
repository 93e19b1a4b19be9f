"""A month is divided and recorded, read as an accountant reads it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.refusals import ShareOnItsWay
from klinik.finance.savings.commands import close_savings
from klinik.finance.sharing import commands
from klinik.finance.sharing.commands import (
    confirm_run,
    drop_run,
    post_run,
    prepare_bonus,
    prepare_share,
)
from klinik.finance.sharing.models import Pool, Share, ShareEntry, ShareRun
from klinik.finance.sharing.queries import shares_of, spells_of
from klinik.finance.sharing.rules import (
    AlreadyShared,
    AnotherWaits,
    BooksMoved,
    LaterShared,
    MonthNotOver,
    NobodySaved,
    NoTaxRule,
    NothingToShare,
    OwnBonus,
    ThrownAway,
    exact_share,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import held, make_savings
from tests.finance.sharing.conftest import AUGUST, earn, make_mudharabah, put_in
from tests.world import make_member_of

JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 1)


def parts(run: ShareRun) -> list[tuple[str, int, int, int]]:
    """Account, day sum, gross, tax: in the order of the posting."""
    shares = Share.objects.of(run.koppontren).filter(run=run).select_related("savings")
    return [(s.savings.number, int(s.day_sum), s.gross, s.tax) for s in shares.order_by("place")]


def record(run: ShareRun, by: User) -> ShareRun:
    return post_run(run.koppontren, confirm_run(run, by=by).pk)


def test_mud_1_who_joins_in_mid_month_shares_by_days(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    """Oracle MUD-1: 1 m from 13 August beside funds with 3,100 m in day sums, income 15 m."""
    new, others = (make_mudharabah(koppontren, teller, name=name) for name in ("Siti", "Umar"))
    put_in(new, 1_000_000, date(2026, 8, 13), by=teller)
    put_in(others, 3_081_000_000 // 31, JULY, by=teller)
    put_in(others, 3_081_000_000 % 31, date(2026, 8, 31), by=teller)
    earn(koppontren, 15_000_000, date(2026, 8, 20), by=teller)
    run = prepare_share(pool, month=AUGUST, by=teller)

    assert (run.income, int(run.day_sum), run.shared) == (15_000_000, 3_100_000_000, 7_500_000)
    assert parts(run)[0] == ("M-0001", 19_000_000, 45_968, 0)
    exact = exact_share(19_000_000, of=3_100_000_000, income=15_000_000, nisbah=5_000)
    assert round(float(exact), 2) == 45_967.74


def test_mud_3_a_whole_month(koppontren: Koppontren, pool: Pool, teller: User) -> None:
    """Oracle MUD-3: 10 m of 10,000 m, income 40 m, nisbah 60 %."""
    set_nisbah_before(pool, 6_000)
    mine, others = (make_mudharabah(koppontren, teller, name=name) for name in ("Siti", "Umar"))
    put_in(mine, 10_000_000, JULY, by=teller)
    put_in(others, 9_990_000_000, JULY, by=teller)
    earn(koppontren, 40_000_000, date(2026, 8, 31), by=teller)

    run = prepare_share(pool, month=AUGUST, by=teller)

    assert parts(run)[0] == ("M-0001", 310_000_000, 24_000, 0)
    assert run.shared == 24_000_000


def set_nisbah_before(pool: Pool, points: int) -> None:
    """Another nisbah for the same months, as the owner of the database could write it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO savings_productterms"
            " (koppontren_id, product_id, since, nisbah, set_by_id, set_at)"
            " SELECT koppontren_id, product_id, since, %s, set_by_id, now()"
            " FROM savings_productterms WHERE koppontren_id = %s",
            [points, pool.koppontren_id],
        )


def test_a_month_is_recorded_once(koppontren: Koppontren, pool: Pool, teller: User) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, JULY, by=teller)
    earn(koppontren, 100_000, date(2026, 8, 5), by=teller)
    before = len(journal(koppontren))
    run = prepare_share(pool, month=AUGUST, by=teller)
    assert len(journal(koppontren)) == before  # a preview posts nothing
    for _again in range(3):
        run = record(run, teller)

    assert journal(koppontren)[before:] == [
        "sharing.share: Dr Bagi Hasil Simpanan Mudharabah 50.000, Cr M-0001 50.000"
    ]
    assert (run.state, held(savings)) == ("posted", 1_050_000)
    assert Entry.objects.of(koppontren).last().on == date(2026, 8, 31)  # type: ignore[union-attr]
    with pytest.raises(AlreadyShared):
        prepare_share(pool, month=AUGUST, by=teller)
    with pytest.raises(AlreadyShared):
        drop_run(run, by=teller)


def test_a_recording_that_stopped_goes_on_where_it_was(
    koppontren: Koppontren, pool: Pool, teller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "LEGS", 2)
    monkeypatch.setattr(commands, "CALL", 1)
    savers = [make_mudharabah(koppontren, teller, name=f"Anggota {n}") for n in range(5)]
    for n, savings in enumerate(savers):
        put_in(savings, 100_000 * (n + 1), JULY, by=teller)
    earn(koppontren, 300_000, date(2026, 8, 5), by=teller)
    run = confirm_run(prepare_share(pool, month=AUGUST, by=teller), by=teller)
    before = len(journal(koppontren))

    class Broken(Exception):
        """The worker was killed."""

    def die(done: int, total: int) -> None:
        raise Broken

    with pytest.raises(Broken):
        post_run(koppontren, run.pk, step=die)
    assert len(journal(koppontren)) == before + 1
    post_run(koppontren, run.pk)
    post_run(koppontren, run.pk)

    assert journal(koppontren)[before:] == [
        "sharing.share: Dr Bagi Hasil Simpanan Mudharabah 30.000, Cr M-0001 10.000, "
        "Cr M-0002 20.000",
        "sharing.share: Dr Bagi Hasil Simpanan Mudharabah 70.000, Cr M-0003 30.000, "
        "Cr M-0004 40.000",
        "sharing.share: Dr Bagi Hasil Simpanan Mudharabah 50.000, Cr M-0005 50.000",
    ]
    assert [share.entry_number for share in shares_of(run).order_by("place")] == [
        before + 1,
        before + 1,
        before + 2,
        before + 2,
        before + 3,
    ]


@pytest.mark.parametrize(("income", "tax"), [(480_000, 0), (480_002, 24_000), (500_000, 25_000)])
def test_tax_is_of_the_whole_above_the_threshold(
    koppontren: Koppontren, pool: Pool, teller: User, income: int, tax: int
) -> None:
    """DOMAIN 3.2: 240,000 -> 0; 250,000 -> 25,000. Two accounts of a person are one person."""
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, JULY, by=teller)
    earn(koppontren, income, date(2026, 8, 5), by=teller)

    assert prepare_share(pool, month=AUGUST, by=teller).tax == tax


def test_a_bonus_of_the_same_month_is_taxed_with_the_share(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    shared = make_mudharabah(koppontren, teller)
    kept = make_savings(shared.member, teller, prefix="S")
    put_in(shared, 1_000_000, JULY, by=teller)
    put_in(kept, 500_000, JULY, by=teller)
    earn(koppontren, 400_000, date(2026, 8, 5), by=teller)
    record(prepare_share(pool, month=AUGUST, by=teller), teller)
    given = prepare_bonus(pool, month=AUGUST, amount=50_000, by=teller)
    bonus = record(given, make_member_of(koppontren, Role.BOARD))

    # 200,000 and 50,000 are 250,000 together: 25,000 of tax, none of it withheld before.
    assert parts(bonus) == [("S-0001", 15_500_000, 50_000, 25_000)]
    assert held(kept) == 525_000


def test_a_bonus_is_confirmed_by_a_second_person(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    put_in(make_savings(make_mudharabah(koppontren, teller).member, teller), 1_000, JULY, by=teller)
    given = prepare_bonus(pool, month=AUGUST, amount=50_000, by=teller)
    with pytest.raises(OwnBonus):
        confirm_run(given, by=teller)
    rows = ShareRun.objects.filter(pk=given.pk)
    with pytest.raises(IntegrityError, match="a second person"), transaction.atomic():
        rows.update(state="posting", confirmed_by=teller, confirmed_at=timezone.now())

    assert confirm_run(given, by=make_member_of(koppontren, Role.BOARD)).state == "posting"


def test_what_was_thrown_away_meanwhile_is_refused(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    put_in(make_mudharabah(koppontren, teller), 100_000, JULY, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    run = prepare_share(pool, month=AUGUST, by=teller)
    prepare_share(pool, month=AUGUST, by=teller)
    for decide in (confirm_run, drop_run):
        with pytest.raises(ThrownAway):
            decide(run, by=teller)


def test_before_the_first_tax_rule_nothing_is_divided(pool: Pool, teller: User) -> None:
    with pytest.raises(NoTaxRule, match="1900"):
        prepare_bonus(pool, month=date(1900, 1, 1), amount=1, by=teller)


def test_accounts_that_were_closed_are_left_out(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    gone, there = (make_mudharabah(koppontren, teller, name=name) for name in ("Siti", "Umar"))
    for savings in (gone, there):
        put_in(savings, 100_000, JULY, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    close_savings(gone, request_id=uuid4(), by=teller)

    assert parts(prepare_share(pool, month=AUGUST, by=teller)) == [("M-0002", 3_100_000, 5_000, 0)]


def test_no_account_is_closed_before_its_share_came(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 100_000, JULY, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    run = confirm_run(prepare_share(pool, month=AUGUST, by=teller), by=teller)
    before = journal(koppontren)
    with pytest.raises(ShareOnItsWay):
        close_savings(savings, request_id=uuid4(), by=teller)
    assert journal(koppontren) == before

    post_run(koppontren, run.pk)
    savings.account.refresh_from_db()
    close_savings(savings, request_id=uuid4(), by=teller)
    assert journal(koppontren)[-1] == "savings.closing: Dr M-0001 105.000, Cr Kas 105.000"


def test_what_was_prepared_is_not_confirmed_over_other_books(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 100_000, JULY, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    run = prepare_share(pool, month=AUGUST, by=teller)
    put_in(savings, 1, date(2026, 8, 31), by=teller)
    with pytest.raises(BooksMoved):
        confirm_run(run, by=teller)
    run = prepare_share(pool, month=AUGUST, by=teller)
    earn(koppontren, 1, date(2026, 8, 31), by=teller)
    with pytest.raises(BooksMoved):
        confirm_run(run, by=teller)

    assert prepare_share(pool, month=AUGUST, by=teller).income == 10_001


def test_nor_where_an_account_was_closed_meanwhile(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    kept, emptied = (make_mudharabah(koppontren, teller, name=name) for name in ("Ali", "Umar"))
    put_in(kept, 100_000, JULY, by=teller)
    put_in(emptied, 100_000, JULY, by=teller)
    put_in(emptied, -100_000, date(2026, 8, 20), by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    run = prepare_share(pool, month=AUGUST, by=teller)
    assert run.accounts == 2
    entries = Entry.objects.of(koppontren).count()

    close_savings(emptied, request_id=uuid4(), by=teller)
    assert Entry.objects.of(koppontren).count() == entries
    with pytest.raises(BooksMoved):
        confirm_run(run, by=teller)


def test_what_comes_after_the_month_does_not_change_it(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 100_000, JULY, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    run = prepare_share(pool, month=AUGUST, by=teller)
    put_in(savings, 5, SEPTEMBER, by=teller)

    assert record(run, teller).state == "posted"


def test_what_cannot_be_shared_says_why(koppontren: Koppontren, pool: Pool, teller: User) -> None:
    this_month = timezone.localdate().replace(day=1)
    with pytest.raises(NothingToShare):
        prepare_share(pool, month=AUGUST, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    with pytest.raises(NobodySaved):
        prepare_share(pool, month=AUGUST, by=teller)
    earn(koppontren, 10_000, this_month, by=teller)
    with pytest.raises(MonthNotOver):
        prepare_share(pool, month=this_month, by=teller)
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 100_000, JULY, by=teller)
    earn(koppontren, 10_000, SEPTEMBER, by=teller)
    prepare_share(pool, month=AUGUST, by=teller)
    with pytest.raises(AnotherWaits):
        prepare_share(pool, month=SEPTEMBER, by=teller)


def test_the_database_keeps_what_was_confirmed(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 100_000, JULY, by=teller)
    earn(koppontren, 10_000, date(2026, 8, 5), by=teller)
    run = record(prepare_share(pool, month=AUGUST, by=teller), teller)
    runs, shares = ShareRun.objects.filter(pk=run.pk), Share.objects.filter(run=run)

    def refused(act: Any) -> str:
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            act()
        return str(getattr(error.value.__cause__, "sqlstate", ""))

    assert refused(lambda: shares.update(gross=1)) == "23K74"
    entries = ShareEntry.objects.filter(run=run)
    assert refused(lambda: entries.update(entry_number=1)) == "42501"
    assert refused(lambda: entries._raw_delete("default")) == "42501"
    another = {"koppontren": koppontren, "run": run, "first_place": 2, "last_place": 2}
    assert refused(lambda: ShareEntry.objects.create(**another, entry_number=1)) == "23K74"
    assert refused(lambda: shares._raw_delete("default")) == "23K74"
    assert refused(lambda: runs.update(income=1)) == "23K74"
    assert refused(lambda: runs.update(state="prepared", confirmed_by=None)) == "23K74"
    twin = {"koppontren": koppontren, "pool": pool, "month": AUGUST, "kind": "share"}
    numbers = {"income": 1, "incomes": [], "day_sum": 1, "shared": 0, "tax": 0, "accounts": 0}
    with pytest.raises(IntegrityError, match="share_run_once"), transaction.atomic():
        ShareRun.objects.create(**twin, **numbers, tax_rule=run.tax_rule, prepared_by=teller)


MOVES = st.lists(st.tuples(st.integers(1, 31), st.integers(1, 10**9)), min_size=1, max_size=3)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(savers=st.lists(MOVES, min_size=1, max_size=5), income=st.integers(1, 10**9))
def test_parts_are_the_pool_whoever_joins_when(
    koppontren: Koppontren,
    pool: Pool,
    teller: User,
    savers: list[list[tuple[int, int]]],
    income: int,
) -> None:
    with transaction.atomic():
        accounts = [make_mudharabah(koppontren, teller, name=f"Anggota {n}") for n in range(5)]
        for savings, moves in zip(accounts, savers, strict=False):
            for day, amount in moves:
                put_in(savings, amount, AUGUST.replace(day=day), by=teller)
        earn(koppontren, income, date(2026, 8, 5), by=teller)
        run = prepare_share(pool, month=AUGUST, by=teller)
        rows = list(Share.objects.of(koppontren).filter(run=run).select_related("savings__account"))

        assert sum(row.gross for row in rows) == run.shared
        assert abs(2 * run.shared - income) <= 1
        assert sum(int(row.day_sum) for row in rows) == run.day_sum
        for row in rows:
            assert sum(s.sum for s in spells_of(row.savings, AUGUST)) == row.day_sum
            exact = exact_share(
                int(row.day_sum), of=int(run.day_sum), income=income, nisbah=row.nisbah
            )
            assert abs(row.gross - exact) < 2
        transaction.set_rollback(True)


def test_months_are_shared_one_after_the_other(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, date(2026, 6, 30), by=teller)
    for month in (JULY, AUGUST):
        earn(koppontren, 1_000_000, month.replace(day=20), by=teller)
    record(prepare_share(pool, month=AUGUST, by=teller), teller)

    with pytest.raises(LaterShared):
        prepare_share(pool, month=JULY, by=teller)
    kept = ShareRun.objects.of(koppontren).get()
    kept.pk, kept.month, kept.state = None, JULY, "prepared"
    with transaction.atomic(), pytest.raises(IntegrityError, match="after 2026-07-01 is shared"):
        kept.save(force_insert=True)


def test_a_month_that_waits_is_not_confirmed_after_a_later_one(
    koppontren: Koppontren, pool: Pool, teller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, date(2026, 6, 30), by=teller)
    earn(koppontren, 1_000_000, date(2026, 7, 20), by=teller)
    waits = prepare_share(pool, month=JULY, by=teller)
    later = ShareRun.objects.of(koppontren).get()  # as before months had an order
    later.pk, later.month, later.state = None, AUGUST, "posted"
    later.confirmed_by, later.confirmed_at = teller, timezone.now()
    later.save(force_insert=True)
    with pytest.raises(LaterShared):
        confirm_run(waits, by=teller)

    monkeypatch.setattr(commands, "_refuse_out_of_order", lambda *_words, **_named: None)
    with pytest.raises(IntegrityError, match="after 2026-07-01 is shared"):
        confirm_run(waits, by=teller)
