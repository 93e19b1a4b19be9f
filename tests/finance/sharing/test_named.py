"""A share names a run and savings of its own tenant, without a foreign key: going round the app."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.commands import prepare_share
from klinik.finance.sharing.models import Pool, Share, ShareRun
from klinik.people.models import User
from klinik.tenancy.database import acting_for, enter
from klinik.tenancy.models import Koppontren
from tests.finance.counter import make_cooperative, make_saver, make_savings, make_teller
from tests.finance.sharing.conftest import AUGUST, earn, make_mudharabah, make_pool, put_in
from tests.finance.sharing.law import make_tax_rule
from tests.world import make_koppontren

WRITE = """
INSERT INTO sharing_share (koppontren_id, run_id, savings_id, place, day_sum, nisbah, gross, tax)
SELECT %(koppontren)s, run, savings, place, 1, 5000, 0, 0
  FROM unnest(%(runs)s::bigint[], %(savings)s::bigint[]) WITH ORDINALITY u (run, savings, place)
"""


def make_month(koppontren: Koppontren, pool: Pool, by: User) -> ShareRun:
    """August, prepared for two savers, with its shares taken out again."""
    for name in ("Siti", "Umar"):
        put_in(make_mudharabah(koppontren, by, name=name), 100_000, AUGUST, by=by)
    earn(koppontren, 1_000_000, AUGUST, by=by)
    return prepare_share(pool, month=AUGUST, by=by)


@pytest.fixture
def run(koppontren: Koppontren, pool: Pool, teller: User) -> ShareRun:
    run = make_month(koppontren, pool, teller)
    Share.objects.of(koppontren).filter(run=run).delete()
    return run


def write(run: ShareRun, savings: list[int], *, runs: list[int] | None = None) -> None:
    """Shares by SQL, as the application's role."""
    said: dict[str, Any] = {"koppontren": run.koppontren_id, "savings": savings}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE, said | {"runs": runs or [run.pk] * len(savings)})


def refused(act: Any, words: str) -> str:
    """With which SQLSTATE the database refuses this, in these words."""
    with pytest.raises(DatabaseError, match=words) as error, transaction.atomic():
        act()
    return str(getattr(error.value.__cause__, "sqlstate", ""))


def savings_of(koppontren: Koppontren) -> list[int]:
    rows = SavingsAccount.objects.of(koppontren).filter(product__prefix="M").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def test_shares_of_a_run_and_its_savers_are_written(run: ShareRun) -> None:
    write(run, savings_of(run.koppontren))

    assert Share.objects.of(run.koppontren).filter(run=run).count() == 2


@pytest.mark.parametrize("with_others", [False, True])
def test_a_share_of_savings_that_are_nowhere_is_refused(run: ShareRun, with_others: bool) -> None:
    known = savings_of(run.koppontren) if with_others else []

    assert refused(lambda: write(run, [*known, 10**12]), "savings 1000000000000 are") == "23503"
    assert not Share.objects.of(run.koppontren).exists()


def test_a_share_of_another_tenants_savings_is_refused(run: ShareRun) -> None:
    theirs = make_cooperative("an-nur")
    teller = make_teller(theirs)
    savings = make_savings(make_saver(theirs, teller), teller)
    enter(run.koppontren)

    assert refused(lambda: write(run, [savings.pk]), f"savings {savings.pk} are none") == "23503"


def test_a_share_of_no_run_or_of_another_tenants_is_refused(run: ShareRun) -> None:
    mine = savings_of(run.koppontren)
    nowhere = [run.pk, 10**12]
    assert refused(lambda: write(run, mine, runs=nowhere), "no run 1000000000000") == "23503"
    theirs = make_cooperative("an-nur")
    teller = make_teller(theirs)
    other = make_month(theirs, make_pool(theirs, teller), teller)
    enter(run.koppontren)

    assert refused(lambda: write(run, mine, runs=[other.pk] * 2), f"no run {other.pk}") == "23503"


def test_a_run_does_not_go_from_under_its_shares(run: ShareRun) -> None:
    write(run, savings_of(run.koppontren))

    def execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [run.pk])

    gone = "DELETE FROM sharing_sharerun WHERE id = %s"
    assert refused(lambda: execute(gone), "a share names") == "23503"
    # What shows a transaction less while it deletes shows the look at the shares no less.
    for setting in ("own', 'on'", "koppontren', '0'"):
        blind = f"{gone} AND set_config('klinik.{setting}, id > 0) IS NOT NULL"
        assert refused(lambda blind=blind: execute(blind), "a share names") == "23503"
    Share.objects.of(run.koppontren).filter(run=run).delete()
    execute(gone)


def test_a_run_keeps_its_number_while_it_has_shares(
    koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    mine = make_mudharabah(koppontren, teller, name="Siti")
    nothing: dict[str, Any] = dict.fromkeys(("day_sum", "shared", "tax", "accounts"), 0)
    whose: dict[str, Any] = {"koppontren": koppontren, "pool": pool, "prepared_by": teller}
    law = make_tax_rule()
    run = ShareRun.objects.create(
        kind="share", month=AUGUST, income=1, incomes=[], tax_rule=law, **whose, **nothing
    )
    rows = ShareRun.objects.filter(month=AUGUST)
    rows.update(id=run.pk + 1_000)  # nobody divided it yet
    run = rows.get()
    write(run, [mine.pk])

    assert refused(lambda: rows.update(id=run.pk + 1_000), "a share names") == "23503"


@pytest.fixture
def divided(transactional_db: None) -> ShareRun:
    """A month that is prepared and committed, its shares taken out again."""
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        run = make_month(koppontren, make_pool(koppontren, teller), teller)
        Share.objects.of(koppontren).filter(run=run).delete()
    return run


def at_once(first: Callable[[], None], second: Callable[[], None]) -> str:
    """Both begin, the second while the first is not committed: why the second is refused."""

    def other() -> None:
        try:
            second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waits = pool.submit(other)
            assert not wait([waits], timeout=0.7).done
        with pytest.raises(DatabaseError) as error:
            waits.result()
    return str(getattr(error.value.__cause__, "sqlstate", ""))


def drop(table: str, koppontren: int, pk: int, *, using: str) -> None:
    """One row goes, by SQL."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('klinik.koppontren', %s, true)", [str(koppontren)])
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_shares_name_waits_for_them_to_be_written(divided: ShareRun) -> None:
    koppontren = divided.koppontren
    with acting_for(koppontren):
        mine = savings_of(koppontren)

    def written() -> None:
        enter(koppontren)
        write(divided, mine)

    def run_goes() -> None:
        drop("sharing_sharerun", koppontren.pk, divided.pk, using="default")

    def savings_go() -> None:
        drop("savings_savingsaccount", koppontren.pk, mine[0], using="owner")

    assert at_once(written, run_goes) == "23503"
    with acting_for(koppontren):
        Share.objects.of(koppontren).delete()
    assert at_once(written, savings_go) == "23503"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_shares_wait_for_what_is_going(divided: ShareRun) -> None:
    koppontren = divided.koppontren
    with acting_for(koppontren):
        mine = savings_of(koppontren)

    def run_goes() -> None:
        enter(koppontren)
        drop("sharing_sharerun", koppontren.pk, divided.pk, using="default")

    def written() -> None:
        with acting_for(koppontren):
            write(divided, mine)

    assert at_once(run_goes, written) == "23503"


@pytest.mark.django_db(transaction=True)
def test_nobody_looks_from_an_earlier_moment(divided: ShareRun) -> None:
    koppontren = divided.koppontren
    with acting_for(koppontren):
        mine = savings_of(koppontren)

    def at_an_earlier_moment(act: Callable[[], None]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        enter(koppontren)
        act()

    def run_goes() -> None:
        drop("sharing_sharerun", koppontren.pk, divided.pk, using="default")

    for act in (run_goes, lambda: write(divided, mine)):
        assert refused(lambda act=act: at_an_earlier_moment(act), "committed now") == "25001"
