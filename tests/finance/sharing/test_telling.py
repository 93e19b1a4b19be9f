"""Who is told that a run waits for a second person, and what came of it: once, of no member."""

from datetime import date

import pytest

from klinik.finance.sharing.commands import confirm_run, drop_run, post_run, prepare_bonus
from klinik.finance.sharing.commands import prepare_share as prepare
from klinik.finance.sharing.models import Pool, ShareRun
from klinik.finance.sharing.undoing import ask_undoing, confirm_undoing, keep_run
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_saver, make_savings
from tests.finance.sharing.conftest import AUGUST, earn, make_mudharabah, put_in
from tests.world import make_member_of

JULY = date(2026, 7, 1)


@pytest.fixture
def board(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOARD, name="Ketua Contoh")


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def run(pool: Pool, teller: User) -> ShareRun:
    """August, recorded."""
    put_in(make_mudharabah(pool.koppontren, teller), 100_000, JULY, by=teller)
    earn(pool.koppontren, 300_000, date(2026, 8, 5), by=teller)
    run = confirm_run(prepare(pool, month=AUGUST, by=teller), by=teller)
    return post_run(pool.koppontren, run.pk)


@pytest.fixture
def savers(pool: Pool, teller: User) -> None:
    saver = make_saver(pool.koppontren, teller, name="Aminah Contoh")
    put_in(make_savings(saver, teller), 100_000, JULY, by=teller)


def told(person: User) -> list[tuple[str, str]]:
    """What stands in somebody's inbox: kind and sentence."""
    read_as(person)
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [(row.kind, row.text) for row in rows]


def kinds(person: User) -> list[str]:
    return [kind for kind, _text in told(person)]


def test_an_undoing_is_told_to_who_may_confirm_it_and_then_to_who_asked(
    run: ShareRun, manager: User, board: User, teller: User
) -> None:
    supervisor = make_member_of(run.koppontren, Role.SUPERVISOR)
    keep_run(ask_undoing(run, reason="Nisbah Aminah keliru", by=manager), by=board)
    ask_undoing(run, reason="Nisbah keliru", by=manager)
    for _again in range(2):
        confirm_undoing(run, by=board)

    asked = (
        "Manajer Contoh minta seluruh bagi hasil bulan 08/2026 di "
        f"{run.koppontren} dibatalkan. Permintaan ini menunggu orang kedua."
    )
    assert told(board) == [("share.undoing_asked", asked)] * 2
    assert kinds(manager) == ["share.kept", "share.undoing_confirmed"]
    assert "Ketua Contoh tidak setuju: bagi hasil bulan 08/2026" in told(manager)[0][1]
    assert [kinds(person) for person in (supervisor, teller)] == [[], []]


def test_who_takes_it_back_is_not_told_what_they_did(
    run: ShareRun, manager: User, board: User
) -> None:
    keep_run(ask_undoing(run, reason="Keliru", by=manager), by=manager)

    assert (kinds(manager), kinds(board)) == ([], ["share.undoing_asked"])


def test_a_bonus_is_told_once_though_it_is_divided_anew(
    savers: None, pool: Pool, manager: User, board: User
) -> None:
    for _again in range(3):
        run = prepare_bonus(pool, month=AUGUST, amount=50_000, by=board)
    for _again in range(2):
        confirm_run(run, by=manager)

    assert kinds(manager) == ["bonus.waits"]
    assert "Rp50.000" in told(manager)[0][1]
    assert kinds(board) == ["bonus.confirmed"]


def test_a_bonus_that_somebody_else_drops_is_told_to_who_proposed_it(
    savers: None, pool: Pool, manager: User, board: User
) -> None:
    drop_run(prepare_bonus(pool, month=AUGUST, amount=50_000, by=board), by=manager)
    drop_run(prepare_bonus(pool, month=AUGUST, amount=60_000, by=board), by=board)

    assert kinds(manager) == ["bonus.waits", "bonus.waits"]
    assert kinds(board) == ["bonus.dropped"]


def test_a_share_that_is_prepared_is_told_to_nobody(
    run: ShareRun, manager: User, board: User
) -> None:
    assert [kinds(person) for person in (manager, board)] == [[], []]
