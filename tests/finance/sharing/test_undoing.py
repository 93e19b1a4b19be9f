"""A whole month is undone by two people, and divided anew."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.jobs import work
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import reverse
from klinik.finance.ledger.refusals import Overdrawn, ShareOnItsWay, ShareStands
from klinik.finance.ledger.undoing import undoing
from klinik.finance.savings.commands import close_savings
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing import commands
from klinik.finance.sharing import undoing as undoings
from klinik.finance.sharing.commands import confirm_run, post_run, prepare_bonus, prepare_share
from klinik.finance.sharing.models import Pool, Share, ShareRun
from klinik.finance.sharing.queries import explained, run_of
from klinik.finance.sharing.rules import (
    AnotherWaits,
    NobodyAsked,
    NotToUndo,
    OwnUndoing,
    TooLittleLeft,
)
from klinik.finance.sharing.undoing import ask_undoing, confirm_undoing, keep_run, undo_run
from klinik.people.models import User
from klinik.tenancy.database import acting_for, enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import held, make_cooperative, make_savings, make_teller
from tests.finance.sharing.conftest import AUGUST, earn, make_mudharabah, make_pool, put_in
from tests.world import make_koppontren, make_member_of

JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 1)
HERE = "/koppontren/al-hikmah/bagi-hasil/"


@pytest.fixture
def savers(koppontren: Koppontren, pool: Pool, teller: User) -> list[SavingsAccount]:
    """Five with Rp100.000 to Rp500.000 since July, and an income of Rp300.000."""
    return make_savers(koppontren, teller)


def make_savers(koppontren: Koppontren, by: User) -> list[SavingsAccount]:
    savers = [make_mudharabah(koppontren, by, name=f"Anggota {n}") for n in range(5)]
    for n, savings in enumerate(savers):
        put_in(savings, 100_000 * (n + 1), JULY, by=by)
    earn(koppontren, 300_000, date(2026, 8, 5), by=by)
    return savers


@pytest.fixture
def run(pool: Pool, savers: list[SavingsAccount], teller: User) -> ShareRun:
    """August, recorded: Rp10.000 to the first, Rp50.000 to the fifth."""
    return make_run(pool, teller)


def make_run(pool: Pool, by: User) -> ShareRun:
    run = confirm_run(prepare_share(pool, month=AUGUST, by=by), by=by)
    return post_run(pool.koppontren, run.pk)


@pytest.fixture
def board(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOARD)


def confirmed(run: ShareRun, asker: User, second: User) -> ShareRun:
    return confirm_undoing(ask_undoing(run, reason="Nisbah keliru", by=asker), by=second)


def state_of(act: Any) -> str:
    """With which SQLSTATE the database refuses this."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return str(getattr(error.value.__cause__, "sqlstate", ""))


def test_each_account_gives_its_share_back(
    run: ShareRun, savers: list[SavingsAccount], teller: User, board: User
) -> None:
    before = len(journal(run.koppontren))
    confirmed(run, teller, board)
    assert len(journal(run.koppontren)) == before  # confirming posts nothing by itself
    for _again in range(3):
        done = undo_run(run.koppontren, run.pk)

    assert journal(run.koppontren)[before:] == [
        "sharing.share.reversal: Cr Bagi Hasil Simpanan Mudharabah 150.000, Dr M-0001 10.000, "
        "Dr M-0002 20.000, Dr M-0003 30.000, Dr M-0004 40.000, Dr M-0005 50.000"
    ]
    last = Entry.objects.of(run.koppontren).get(number=before + 1)
    assert (last.by_id, last.on, last.reverses) == (board.pk, timezone.localdate(), before)
    assert (done.state, held(savers[4])) == ("undone", 500_000)
    assert confirm_undoing(done, by=board).state == "undone"  # confirmed again is once


def test_an_undoing_that_stopped_goes_on_where_it_was(
    koppontren: Koppontren,
    pool: Pool,
    savers: list[SavingsAccount],
    teller: User,
    board: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commands, "LEGS", 2)
    monkeypatch.setattr(undoings, "CALL", 1)
    run = confirmed(make_run(pool, teller), teller, board)
    before = len(journal(koppontren))

    class Broken(Exception):
        """The worker was killed."""

    def die(done: int, total: int) -> None:
        raise Broken

    with pytest.raises(Broken):
        undo_run(koppontren, run.pk, step=die)
    assert len(journal(koppontren)) == before + 1
    put_in(savers[3], -430_000, SEPTEMBER, by=teller)  # taken out in between
    with pytest.raises(Overdrawn, match="M-0004"):
        undo_run(koppontren, run.pk)
    assert len(journal(koppontren)) == before + 2
    assert ShareRun.objects.get(pk=run.pk).state == "undoing"
    put_in(savers[3], 30_000, SEPTEMBER, by=teller)

    assert undo_run(koppontren, run.pk).state == "undone"
    undone = [held(savings) for savings in savers]
    assert undone == [100_000, 200_000, 300_000, 0, 500_000]
    reversals = [line for line in journal(koppontren)[before:] if "reversal" in line]
    assert len(reversals) == 3


def test_a_month_is_divided_anew_as_if_it_had_not_been(
    run: ShareRun, pool: Pool, savers: list[SavingsAccount], teller: User, board: User
) -> None:
    confirmed(run, teller, board)
    undo_run(run.koppontren, run.pk)
    anew = make_run(pool, teller)

    def parts(one: ShareRun) -> list[tuple[int, int, int]]:
        shares = Share.objects.filter(run=one).order_by("place")
        return [(share.savings_id, int(share.day_sum), share.gross) for share in shares]

    assert anew.pk != run.pk
    assert parts(anew) == parts(run)  # what lay there on the last day by mistake is no saving
    assert run_of(run.koppontren, pool.pk, AUGUST, "share") == anew
    assert held(savers[4]) == 550_000
    reasons = explained(savers[4], AUGUST)
    assert [one.run.state for one in reasons] == ["posted", "undone"]
    assert [one.is_as_then for one in reasons] == [True, True]
    assert [one.person_total for one in reasons] == [50_000, 50_000]


def test_what_was_undone_counts_in_no_tax(
    koppontren: Koppontren, pool: Pool, teller: User, board: User
) -> None:
    shared = make_mudharabah(koppontren, teller)
    kept = make_savings(shared.member, teller, prefix="S")
    put_in(shared, 1_000_000, JULY, by=teller)
    put_in(kept, 500_000, JULY, by=teller)
    earn(koppontren, 400_000, date(2026, 8, 5), by=teller)
    run = make_run(pool, teller)
    assert prepare_bonus(pool, month=AUGUST, amount=50_000, by=teller).tax == 25_000
    ask_undoing(run, reason="Nisbah keliru", by=teller)
    with pytest.raises(AnotherWaits):
        confirm_undoing(run, by=board)
    commands.drop_run(ShareRun.objects.get(state="prepared"), by=teller)
    confirm_undoing(run, by=board)
    undo_run(koppontren, run.pk)

    assert prepare_bonus(pool, month=AUGUST, amount=50_000, by=teller).tax == 0


def test_the_second_person_is_another_one(run: ShareRun, teller: User, board: User) -> None:
    with pytest.raises(NobodyAsked):
        confirm_undoing(run, by=board)
    asked = ask_undoing(run, reason="Nisbah keliru", by=board)
    with pytest.raises(NotToUndo):
        ask_undoing(asked, reason="Sekali lagi", by=teller)
    with pytest.raises(OwnUndoing):
        confirm_undoing(asked, by=board)
    assert keep_run(asked, by=teller).undo_reason == ""
    with pytest.raises(NobodyAsked):
        keep_run(asked, by=teller)


def test_postgresql_asks_for_two_people_and_for_every_entry(
    run: ShareRun, teller: User, board: User
) -> None:
    rows, now = ShareRun.objects.filter(pk=run.pk), timezone.now()
    two = {"undo_confirmed_by": board, "undo_confirmed_at": now}
    assert state_of(lambda: rows.update(state="undoing")) == "23514"
    assert state_of(lambda: rows.update(state="undone", **two)) == "23K74"
    ask_undoing(run, reason="Nisbah keliru", by=board)
    assert state_of(lambda: rows.update(undo_reason="Lain", undo_asked_by=teller)) == "23K74"
    assert state_of(lambda: rows.update(state="undoing", **two)) == "23514"
    two["undo_confirmed_by"] = teller
    assert state_of(lambda: rows.update(state="undoing", income=1, **two)) == "23K74"
    rows.update(state="undoing", **two)
    assert state_of(lambda: rows.update(state="undone")) == "23K74"  # its entry still stands
    assert state_of(lambda: rows.update(state="posted")) == "23K74"
    undo_run(run.koppontren, run.pk)
    assert state_of(lambda: rows.update(state="undoing")) == "23K74"


def test_no_entry_of_a_run_is_undone_alone(
    run: ShareRun, savers: list[SavingsAccount], teller: User, board: User
) -> None:
    entry = Entry.objects.of(run.koppontren).get(kind="sharing.share")
    intent = undoing(entry, reason="Salah")
    with pytest.raises(ShareStands):
        submit(run.koppontren, intent=intent, request_id=uuid4(), by=teller)
    with pytest.raises(ShareStands):
        reverse(entry, request_id=uuid4(), by=teller)
    confirmed(run, teller, board)
    with pytest.raises(ShareStands):  # nor by somebody who did not confirm it
        reverse(entry, request_id=uuid4(), by=teller)

    assert held(savers[0]) == 110_000


def test_it_is_not_begun_where_a_share_is_gone(
    run: ShareRun, savers: list[SavingsAccount], teller: User, board: User
) -> None:
    ask_undoing(run, reason="Nisbah keliru", by=teller)
    put_in(savers[1], -210_000, SEPTEMBER, by=teller)
    with pytest.raises(TooLittleLeft, match="M-0002"):
        confirm_undoing(run, by=board)
    close_savings(SavingsAccount.objects.get(pk=savers[4].pk), request_id=uuid4(), by=teller)
    with pytest.raises(TooLittleLeft, match=r"M-0002.*M-0005"):
        confirm_undoing(run, by=board)
    keep_run(run, by=teller)
    with pytest.raises(TooLittleLeft):
        ask_undoing(run, reason="Nisbah keliru", by=teller)

    assert ShareRun.objects.get(pk=run.pk).state == "posted"


def test_no_account_is_closed_while_its_share_is_taken_back(
    run: ShareRun, savers: list[SavingsAccount], teller: User, board: User
) -> None:
    confirmed(run, teller, board)
    with pytest.raises(ShareOnItsWay):
        close_savings(savers[0], request_id=uuid4(), by=teller)

    undo_run(run.koppontren, run.pk)
    close_savings(SavingsAccount.objects.get(pk=savers[0].pk), request_id=uuid4(), by=teller)


def test_two_people_undo_a_month_on_its_page(
    client: Client, run: ShareRun, pool: Pool, teller: User, board: User
) -> None:
    page = run.get_absolute_url()
    client.force_login(teller)
    assert client.get(f"{page}batalkan/").status_code == 403
    client.force_login(make_member_of(pool.koppontren, Role.MANAGER))
    assert f"{page}batalkan/" in client.get(page).text
    assert "5 rekening mengembalikan Rp150.000 seluruhnya" in client.get(f"{page}batalkan/").text
    assert client.post(f"{page}batalkan/", {}).status_code == 422
    asked = client.post(f"{page}batalkan/", {"reason": "Nisbah keliru"})
    assert asked.headers["Location"] == page
    said = client.get(page).text
    assert "Nisbah keliru" in said
    assert f"{page}batalkan/setuju/" not in said
    assert client.post(f"{page}batalkan/setuju/").status_code == 422
    client.force_login(board)
    assert f"{page}batalkan/setuju/" in client.get(page).text
    assert "pembatalan perlu disetujui" in client.get(HERE).text
    assert "/pekerjaan/" in client.post(f"{page}batalkan/setuju/").headers["Location"]
    assert client.post(f"{page}batalkan/tidak/").status_code == 422
    enter(pool.koppontren)
    undo_run(pool.koppontren, run.pk)

    gone = client.get(page)
    assert gone.headers["Location"] == f"{HERE}dibatalkan/{run.pk}/"
    assert "Nisbah keliru" in client.get(gone.headers["Location"]).text
    why = client.get("/koppontren/al-hikmah/simpanan/M-0001/bagi-hasil/2026-08/").text
    assert "Ini dibatalkan pada" in why
    entry = client.get(f"/koppontren/al-hikmah/jurnal/{len(journal(pool.koppontren)) - 1}/").text
    assert "Batalkan jurnal ini" not in entry


def test_a_request_is_taken_back_on_the_page(client: Client, run: ShareRun, board: User) -> None:
    page = run.get_absolute_url()
    ask_undoing(run, reason="Nisbah keliru", by=board)
    client.force_login(board)
    assert client.post(f"{page}batalkan/tidak/").headers["Location"] == page

    assert "Nisbah keliru" not in client.get(page).text


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_back_what_was_confirmed(client: Client) -> None:
    koppontren = make_koppontren()
    manager, board = (make_member_of(koppontren, role) for role in (Role.MANAGER, Role.BOARD))
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        pool = make_pool(koppontren, teller)
        make_savers(koppontren, teller)
        run = confirm_run(prepare_share(pool, month=AUGUST, by=teller), by=teller)
    run = post_run(koppontren, run.pk)
    with acting_for(koppontren):
        ask_undoing(run, reason="Nisbah keliru", by=manager)
    client.force_login(board)
    job = client.post(f"{run.get_absolute_url()}batalkan/setuju/").headers["Location"]
    work(is_patient=False)

    assert "bagian 5 rekening ditarik kembali" in client.get(job).text
    with acting_for(koppontren):
        assert ShareRun.objects.of(koppontren).get().state == "undone"
