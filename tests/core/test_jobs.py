"""Work in the background: done by a real worker, seen by its owner while it runs."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from klinik.core.database import set_local
from klinik.core.errors import DomainError
from klinik.core.jobs import Cancelled, Ended, Followed, Progress, followed, start, task, work
from klinik.core.jobs.commands import ask_to_stop
from klinik.core.jobs.following import BROKEN
from klinik.core.jobs.progress import INTERRUPTED, NOTHING_SAVED
from klinik.core.models import Job
from klinik.core.tasks import take_up_stalled
from klinik.people.models import User
from tests import world

TITLE = gettext_noop("Legality papers")
SAID = gettext_noop("%(number)s more.")
SLOW = threading.Event()


@followed
def counting(progress: Progress, *, to: int) -> Ended:
    """Counts; the record shows each step while the transaction is still open."""
    with transaction.atomic():
        for at in range(to):
            progress.step(at, to)
            if to == 40:
                time.sleep(0.3)  # so long that an owner can stop it
    return Ended(SAID, {"number": to}, "/")


@followed
def refused(progress: Progress) -> Ended:
    """Says no."""
    raise DomainError("100% penuh")


@followed
def broken(progress: Progress) -> Ended:
    """Falls over after half of a write."""
    with transaction.atomic():
        User.objects.create_user("setengah@contoh.example", name="Setengah")
        progress.step(1, 2)
        raise ZeroDivisionError


@followed
def half_stopped(progress: Progress) -> Ended:
    """Says itself what was kept."""
    raise Cancelled(SAID, number=1000)


HELD: list[object] = []  # the connection to the database as the task had it


@task()
def looking() -> None:
    """Asks the database something, in whatever thread the worker gives it."""
    User.objects.exists()
    HELD.append(connection.connection)


def ask(task: Followed, by: User, **arguments: object) -> Job:
    with transaction.atomic():
        return start(task, by=by, title=TITLE, **arguments)


def seen(job: Job) -> Job:
    """The record as its owner sees it now."""
    with transaction.atomic():
        set_local("klinik.reader", str(job.owner_id))
        return Job.objects.get(pk=job.pk)


def until(job: Job, state: str) -> Job:
    for _ in range(200):
        if (row := seen(job)).state == state:
            return row
        time.sleep(0.05)
    raise AssertionError(f"{seen(job).state}, not {state}")


@pytest.fixture
def owner(transactional_db: None) -> User:
    return world.make_user()


def work_apart() -> None:
    try:
        work(is_patient=False)
    finally:
        connection.close()


def test_a_job_is_done_and_says_what_came_of_it(owner: User) -> None:
    job = ask(counting, owner, to=1200)
    assert (job.state, job.total) == ("waiting", 0)
    work(is_patient=False)

    row = seen(job)
    assert (row.state, row.done, row.total, row.attempts) == ("done", 1200, 1200, 1)
    with translation.override("id"):
        assert (row.shown_title, row.message, row.result_url) == (
            "Surat legalitas",
            "1.200 more.",
            "/",
        )


@pytest.mark.parametrize(
    ("task", "state", "said"),
    [
        (refused, "failed", "100% penuh"),
        (broken, "failed", BROKEN),
        (half_stopped, "cancelled", SAID % {"number": "1.000"}),
    ],
)
def test_what_goes_wrong_is_said(owner: User, task: Followed, state: str, said: str) -> None:
    job = ask(task, owner)
    work(is_patient=False)

    with translation.override("en"):
        assert (seen(job).state, seen(job).message) == (state, said)
    assert User.objects.filter(name="Setengah").count() == 0


def test_a_task_leaves_no_connection_behind(transactional_db: None) -> None:
    looking.defer()
    work(is_patient=False)

    assert [held.closed for held in HELD] == [True]  # type: ignore[attr-defined]


def test_a_job_of_a_transaction_that_was_rolled_back_was_never_asked_for(owner: User) -> None:
    with transaction.atomic():
        job = start(counting, by=owner, title=TITLE, to=2)
        transaction.set_rollback(True)
    work(is_patient=False)

    with transaction.atomic():
        set_local("klinik.reader", str(owner.pk))
        assert not Job.objects.filter(pk=job.pk).exists()


def test_the_owner_sees_it_run_and_stops_it(client: Client, owner: User) -> None:
    client.force_login(owner)
    job = ask(counting, owner, to=40)
    thread = threading.Thread(target=work_apart)
    thread.start()
    try:
        running = until(job, "running")
        panel = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
        assert b"<progress" in panel.content
        assert "HX-Refresh" not in panel.headers
        assert client.post(f"{job.get_absolute_url()}berhenti/").status_code == 302
        until(job, "cancelled")
    finally:
        thread.join(20)

    row = seen(job)
    assert running.finished_at is None
    assert row.said == NOTHING_SAVED
    assert row.done < 40
    page = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert page.headers["HX-Refresh"] == "true"
    assert b"hx-trigger" not in page.content


def test_stopped_before_it_began_it_is_never_done(owner: User) -> None:
    job = ask(counting, owner, to=3)
    with transaction.atomic():
        set_local("klinik.reader", str(owner.pk))
        ask_to_stop(job)
        ask_to_stop(job)
    work(is_patient=False)

    assert (seen(job).state, seen(job).attempts, seen(job).said) == ("cancelled", 0, NOTHING_SAVED)


def kill_the_worker_of(job: Job) -> None:
    """As after kill -9: taken up, begun, and the worker was not heard of for a minute."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (worker,) = cursor.fetchone() or (0,)
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = %s WHERE id = %s",
            [timezone.now() - timedelta(minutes=1), worker],
        )
    with Progress(job.number, job.owner_id) as progress:
        assert progress.begin()
        progress.step(5, 10)


def sweep_and_work() -> None:
    take_up_stalled.configure(task_kwargs={"timestamp": 0}).defer()
    work(is_patient=False)
    work(is_patient=False)


def test_a_job_whose_worker_was_killed_begins_anew(owner: User) -> None:
    job = ask(counting, owner, to=10)
    kill_the_worker_of(job)
    assert seen(job).state == "running"
    sweep_and_work()

    row = seen(job)
    assert (row.state, row.done, row.attempts) == ("done", 10, 2)


def test_a_job_that_kills_every_worker_has_failed(owner: User) -> None:
    job = ask(counting, owner, to=10)
    with Progress(job.number, owner.pk) as progress:
        assert [progress.begin() for _ in range(4)] == [True, True, True, False]
    work(is_patient=False)

    assert (seen(job).state, seen(job).said) == ("failed", INTERRUPTED)


@pytest.fixture
def waiting(owner: User) -> Job:
    return ask(counting, owner, to=3)


def test_others_do_not_know_it(client: Client, waiting: Job) -> None:
    url = waiting.get_absolute_url()
    assert client.get(url).status_code == 302
    client.force_login(world.make_user())
    assert [client.get(url).status_code, client.post(f"{url}berhenti/").status_code] == [404, 404]
    with transaction.atomic():
        set_local("klinik.reader", "0")
        assert Job.objects.count() == 0
    assert seen(waiting).cancel_requested_at is None


def test_without_a_script_the_page_comes_again_by_itself(client: Client, waiting: Job) -> None:
    client.force_login(waiting.owner)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    client.post(f"{waiting.get_absolute_url()}berhenti/")
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "http-equiv" not in page
    assert client.get(f"/pekerjaan/{uuid4()}/").status_code == 404
