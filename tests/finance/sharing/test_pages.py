"""A month's sharing on its pages: set up, prepared, confirmed, recorded, explained."""

import re
from datetime import date

import pytest
from django.test import Client

from klinik.core.jobs import work
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.commands import confirm_run, post_run, prepare_share
from klinik.finance.sharing.models import Pool, ShareRun
from klinik.finance.sharing.queries import shared_accounts
from klinik.people.models import User
from klinik.tenancy.database import acting_for, enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.finance.counter import make_cooperative, make_teller, questions
from tests.finance.sharing.conftest import (
    AUGUST,
    earn,
    make_mudharabah,
    make_pool,
    make_tax_account,
    put_in,
)
from tests.world import make_koppontren, make_member_of

HERE = "/koppontren/al-hikmah/bagi-hasil/"


def looked_at(page: str) -> dict[str, str]:
    """What a page sends of the run on it."""
    found = re.search(r'name="number" value="(\d+)"', page)
    assert found
    return {"number": found[1]}


@pytest.fixture
def saved(koppontren: Koppontren, pool: Pool, teller: User) -> SavingsAccount:
    """M-0001 with Rp1.000.000 from 13 August, and an income of Rp500.000."""
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, date(2026, 8, 13), by=teller)
    earn(koppontren, 500_000, date(2026, 8, 20), by=teller)
    return savings


def test_a_bookkeeper_says_what_is_shared(
    client: Client, koppontren: Koppontren, teller: User
) -> None:
    client.force_login(make_member_of(koppontren, Role.BOOKKEEPER))
    assert "Pertama: apa yang dibagi?" in client.get(HERE).text
    enter(koppontren)
    tax = make_tax_account(koppontren, teller)
    income, expense = account(koppontren, "4210"), account(koppontren, "5310")
    form = {"incomes": [income.pk], "expense": expense.pk, "tax": tax.pk}
    assert client.post(f"{HERE}kelompok/USPPS/", {}).status_code == 422
    for incomes in ([income.pk], [], [income.pk]):
        client.post(f"{HERE}kelompok/USPPS/", form | {"incomes": incomes})
    assert client.post(f"{HERE}kelompok/USPPS/", form).headers["Location"] == HERE

    enter(koppontren)
    pool = Pool.objects.of(koppontren).get()
    assert (pool.expense, pool.tax, shared_accounts(pool)) == (expense, tax, {income.pk})


def test_a_month_is_prepared_by_a_bookkeeper_and_confirmed_by_the_manager(
    client: Client, saved: SavingsAccount, pool: Pool
) -> None:
    client.force_login(make_member_of(pool.koppontren, Role.BOOKKEEPER))
    empty = client.post(HERE, {"pool": pool.pk, "month": "2026-07-01"})
    assert "tidak ada yang dibagi" in empty.text
    run = client.post(HERE, {"pool": pool.pk, "month": "2026-08-01"}).headers["Location"]
    assert run == f"{HERE}2026-08/{pool.pk}/share/"
    page = client.get(run).text
    assert "Rp250.000" in page
    assert "Rp25.000" in page  # tax: 250,000 is above 240,000
    assert client.post(f"{run}setuju/").status_code == 403
    client.force_login(make_member_of(pool.koppontren, Role.MANAGER))
    sent = looked_at(client.get(run).text)
    assert "/pekerjaan/" in client.post(f"{run}setuju/", sent).headers["Location"]
    assert client.post(f"{run}buang/").status_code == 422


def test_only_what_was_looked_at_is_confirmed(
    client: Client, saved: SavingsAccount, pool: Pool, teller: User
) -> None:
    old = prepare_share(pool, month=AUGUST, by=teller)
    client.force_login(make_member_of(pool.koppontren, Role.MANAGER))
    sent = looked_at(client.get(old.get_absolute_url()).text)
    enter(pool.koppontren)
    new = prepare_share(pool, month=AUGUST, by=teller)
    for other in (sent, {}, {"number": "x"}):
        answer = client.post(f"{old.get_absolute_url()}setuju/", other)
        assert answer.status_code == 422
        assert "disiapkan ulang" in answer.text
    enter(pool.koppontren)
    assert ShareRun.objects.get(pk=new.pk).is_prepared
    assert (
        client.post(f"{old.get_absolute_url()}setuju/", looked_at(answer.text)).status_code == 302
    )


def test_what_was_prepared_is_thrown_away(
    client: Client, saved: SavingsAccount, pool: Pool, teller: User
) -> None:
    run = prepare_share(pool, month=AUGUST, by=teller)
    client.force_login(make_member_of(pool.koppontren, Role.BOOKKEEPER))
    assert client.post(f"{run.get_absolute_url()}buang/").headers["Location"] == HERE

    enter(pool.koppontren)
    assert not ShareRun.objects.of(pool.koppontren).exists()


def test_the_board_alone_gives_a_bonus(client: Client, saved: SavingsAccount, pool: Pool) -> None:
    client.force_login(make_member_of(pool.koppontren, Role.MANAGER))
    assert client.get(f"{HERE}bonus/").status_code == 403
    client.force_login(make_member_of(pool.koppontren, Role.BOARD))
    form = {"pool": pool.pk, "month": "2026-08-01", "amount": "50.000"}
    assert "tidak ada rekening aktif" in client.post(f"{HERE}bonus/", form).text  # no wadiah


def test_why_this_number_shows_each_step(
    client: Client, saved: SavingsAccount, pool: Pool, teller: User
) -> None:
    confirmed = confirm_run(prepare_share(pool, month=AUGUST, by=teller), by=teller)
    post_run(pool.koppontren, confirmed.pk)
    client.force_login(teller)
    page = client.get("/koppontren/al-hikmah/simpanan/M-0001/bagi-hasil/2026-08/").text

    for said in ("13–31", "Rp19.000.000", "nisbah 50%", "Rp250.000", "Rp225.000", "PP 15/2009"):
        assert said in page
    member = client.get("/koppontren/al-hikmah/anggota/A-0001/").text
    assert "simpanan/M-0001/bagi-hasil/2026-08/" in member
    assert (
        client.get("/koppontren/al-hikmah/simpanan/M-0001/bagi-hasil/2026-07/").status_code == 404
    )


def test_a_run_asks_the_same_of_two_and_of_four(
    client: Client, saved: SavingsAccount, pool: Pool, teller: User
) -> None:
    client.force_login(make_member_of(pool.koppontren, Role.SUPERVISOR))
    asked = []
    for name in ("Siti", "Umar", "Ali"):
        enter(pool.koppontren)
        put_in(make_mudharabah(pool.koppontren, teller, name=name), 5_000, AUGUST, by=teller)
        run = prepare_share(pool, month=AUGUST, by=teller)
        asked.append(questions(client, run.get_absolute_url()))

    assert asked[0] == asked[1] == asked[2]


@pytest.mark.django_db(transaction=True)
def test_the_worker_records_what_was_confirmed(client: Client) -> None:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        pool = make_pool(koppontren, teller)
        savings = make_mudharabah(koppontren, teller)
        put_in(savings, 1_000_000, date(2026, 7, 1), by=teller)
        earn(koppontren, 100_000, date(2026, 8, 5), by=teller)
        run = prepare_share(pool, month=AUGUST, by=teller)
        address = run.get_absolute_url()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    sent = looked_at(client.get(address).text)
    job = client.post(f"{address}setuju/", sent).headers["Location"]
    work(is_patient=False)

    assert "1 rekening menerima bagiannya." in client.get(job).text
    with acting_for(koppontren):
        assert ShareRun.objects.of(koppontren).get().state == "posted"
