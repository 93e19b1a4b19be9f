"""A recording that is stopped, or done by two jobs at once: what was recorded stays, and once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from klinik.core.jobs import Cancelled, Progress, work
from klinik.finance.sharing import commands
from klinik.finance.sharing import undoing as undoings
from klinik.finance.sharing.commands import confirm_run, post_run, prepare_share
from klinik.finance.sharing.models import Pool, ShareEntry, ShareRun
from klinik.finance.sharing.undoing import ask_undoing
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_cooperative, make_teller
from tests.finance.sharing.conftest import AUGUST, make_pool
from tests.finance.sharing.test_pages import looked_at
from tests.finance.sharing.test_undoing import make_savers
from tests.world import make_koppontren, make_member_of


def make_prepared() -> ShareRun:
    """August of five savers, to be confirmed."""
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        pool = make_pool(koppontren, teller)
        make_savers(koppontren, teller)
        return prepare_share(pool, month=AUGUST, by=teller)


def stop(progress: Progress, done: int, total: int) -> None:
    """Its owner asked to stop."""
    raise Cancelled


def entries(koppontren: Koppontren) -> int:
    with acting_for(koppontren):
        return len([line for line in journal(koppontren) if line.startswith("sharing.")])


@pytest.mark.django_db(transaction=True)
def test_a_stopped_job_says_how_far_it_came_and_goes_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "LEGS", 2)
    monkeypatch.setattr(commands, "CALL", 1)
    monkeypatch.setattr(undoings, "CALL", 1)
    run = make_prepared()
    koppontren, page = run.koppontren, run.get_absolute_url()
    manager, board = (make_member_of(koppontren, role) for role in (Role.MANAGER, Role.BOARD))
    client.force_login(manager)

    def decided(address: str, *, is_stopped: bool) -> str:
        sent = looked_at(client.get(page).text) if address == "setuju/" else {}
        job = client.post(f"{page}{address}", sent).headers["Location"]
        with monkeypatch.context() as patched:
            if is_stopped:
                patched.setattr(Progress, "step", stop)
            work(is_patient=False)
        return client.get(job).text

    said = decided("setuju/", is_stopped=True)
    assert "setelah 2 dari 5 rekening" in said
    assert page in said
    assert entries(koppontren) == 1
    assert "5 rekening menerima" in decided("setuju/", is_stopped=False)
    assert entries(koppontren) == 3
    with acting_for(koppontren):
        ask_undoing(ShareRun.objects.of(koppontren).get(), reason="Nisbah keliru", by=manager)
    client.force_login(board)
    said = decided("batalkan/setuju/", is_stopped=True)
    assert "setelah 1 dari 3 jurnal" in said
    assert entries(koppontren) == 4
    assert "bagian 5 rekening ditarik" in decided("batalkan/setuju/", is_stopped=False)
    assert entries(koppontren) == 6


@pytest.mark.django_db(transaction=True)
def test_asked_to_stop_at_the_end_it_is_done(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_prepared()
    client.force_login(make_member_of(run.koppontren, Role.MANAGER))
    job = client.post(f"{run.get_absolute_url()}setuju/", {"number": run.pk}).headers["Location"]
    monkeypatch.setattr(Progress, "step", stop)
    work(is_patient=False)

    assert "5 rekening menerima" in client.get(job).text


@pytest.mark.django_db(transaction=True)
def test_two_jobs_on_one_run_record_it_once() -> None:
    run = make_prepared()
    koppontren, is_recorded = run.koppontren, Event()
    with acting_for(koppontren):
        confirm_run(run, by=run.prepared_by)

    def first() -> None:
        with acting_for(koppontren):
            post_run(koppontren, run.pk)
            is_recorded.set()
            time.sleep(0.5)  # the other one has begun before this commits

    def second() -> None:
        is_recorded.wait(10)
        post_run(koppontren, run.pk)

    def alone(act: Any) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(alone, (first, second)))
    assert entries(koppontren) == 1
    with acting_for(koppontren):
        assert ShareRun.objects.of(koppontren).get().state == "posted"


def test_a_run_is_recorded_whole_in_the_database(
    koppontren: Koppontren, pool: Pool, teller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "LEGS", 2)
    monkeypatch.setattr(commands, "CALL", 1)
    make_savers(koppontren, teller)
    run = confirm_run(prepare_share(pool, month=AUGUST, by=teller), by=teller)
    rows = ShareRun.objects.filter(pk=run.pk)

    def posted(**more: object) -> str:
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            rows.update(state="posted", **more)
        return str(getattr(error.value.__cause__, "sqlstate", ""))

    def step(done: int, total: int) -> None:
        assert ShareEntry.objects.filter(run=run).count() == -(-done // 2)
        if done < total:
            assert posted() == "23K74"
        assert posted(confirmed_by=run.prepared_by, confirmed_at="2026-09-01T00:00Z") == "23K74"

    assert posted() == "23K74"
    assert post_run(koppontren, run.pk, step=step).state == "posted"
