"""Above the limit a second person approves, also for whoever goes round Python."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from klinik.finance.ledger.cash.intents import money_in, money_moved, money_out
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import approve, reject, set_limit, submit, withdraw
from klinik.finance.ledger.drafts.refusals import (
    AlreadyDecided,
    NotYourDraft,
    OwnDraft,
    UndoingWaits,
)
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Draft, Entry
from klinik.finance.ledger.refusals import NeedsApproval, Overdrawn, RequestReused
from klinik.finance.ledger.undoing import undoing
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.ledger.owner import Owner
from tests.world import make_member_of

Accounts = dict[str, Account]
LIMIT = 1_000_000
as_owner = pytest.mark.django_db(databases=["owner"])


@pytest.fixture
def bookkeeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER)


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER)


@pytest.fixture
def limited(koppontren: Koppontren, manager: User) -> Koppontren:
    set_limit(koppontren, amount=LIMIT, by=manager)
    return koppontren


def grant(accounts: Accounts, amount: int) -> Intent:
    return money_in(accounts["1111"], source=accounts["4310"], amount=amount)


def kept(koppontren: Koppontren, intent: Intent, by: User, request_id: UUID | None = None) -> Draft:
    draft = submit(koppontren, intent=intent, request_id=request_id or uuid4(), by=by)
    assert isinstance(draft, Draft)
    return draft


def test_up_to_the_limit_it_stands_at_once_and_above_it_waits(
    limited: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    entry = submit(limited, intent=grant(accounts, LIMIT), request_id=uuid4(), by=bookkeeper)
    draft = kept(limited, grant(accounts, LIMIT + 1), bookkeeper)

    assert isinstance(entry, Entry)
    assert journal(limited) == ["money.in: Dr Kas 1.000.000, Cr Pendapatan Administrasi 1.000.000"]
    assert (draft.amount, draft.on, draft.decision) == (1_000_001, today_in(limited), "")


def test_approved_it_is_one_entry_of_its_second_person(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    draft = kept(limited, grant(accounts, 5_000_000), bookkeeper)
    first, second = approve(draft, by=manager), approve(draft, by=manager)

    assert first == second
    assert (first.request_id, first.by) == (draft.request_id, manager)
    assert journal(limited) == ["money.in: Dr Kas 5.000.000, Cr Pendapatan Administrasi 5.000.000"]
    draft.refresh_from_db()
    assert (draft.decision, draft.decided_by, draft.entry_number) == ("approved", manager, 1)


def test_it_is_booked_on_the_day_it_happened(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    day = today_in(limited) - timedelta(days=3)
    draft = kept(limited, grant(accounts, 5_000_000)._replace(on=day), bookkeeper)

    assert approve(draft, by=manager).on == day


def test_between_units_too(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    put_in = money_in(accounts["1211"], source=accounts["4310"], amount=2_000_000)
    approve(kept(limited, put_in, bookkeeper), by=manager)

    assert journal(limited) == [
        "money.in: Dr Kas Toko 2.000.000, Cr Pendapatan Administrasi 2.000.000, "
        "Dr Rekening Antar Unit: Toko 2.000.000, Cr Rekening Antar Unit: USPPS 2.000.000"
    ]


def test_the_same_request_has_the_same_answer_before_and_after(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    key, intent = uuid4(), grant(accounts, 5_000_000)
    draft = kept(limited, intent, bookkeeper, key)
    assert kept(limited, intent, bookkeeper, key) == draft
    approve(draft, by=manager)
    assert kept(limited, intent, bookkeeper, key) == draft
    with pytest.raises(RequestReused):
        submit(limited, intent=grant(accounts, 6_000_000), request_id=key, by=bookkeeper)
    assert len(journal(limited)) == 1


def test_what_the_ledger_refuses_does_not_wait(
    limited: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    paid = money_out(accounts["1111"], purpose=accounts["5330"], amount=5_000_000)
    with pytest.raises(Overdrawn):
        submit(limited, intent=paid, request_id=uuid4(), by=bookkeeper)
    assert not Draft.objects.of(limited).exists()


def test_money_that_has_gone_meanwhile_lets_it_wait_on(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    approve(kept(limited, grant(accounts, 5_000_000), bookkeeper), by=manager)
    moved = money_moved(
        Account.objects.get(pk=accounts["1111"].pk), to=accounts["1112"], amount=3_000_000
    )
    first, second = (kept(limited, moved, bookkeeper) for _ in range(2))
    approve(first, by=manager)
    with pytest.raises(Overdrawn):
        approve(second, by=manager)

    second.refresh_from_db()
    assert second.is_waiting
    assert reject(second, reason="Sudah disetor", by=manager).decision == "rejected"


def test_a_decision_is_made_once_and_by_whom_it_may(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    own = kept(limited, grant(accounts, 2_000_000), manager)
    with pytest.raises(OwnDraft):
        approve(own, by=manager)
    with pytest.raises(OwnDraft):
        reject(own, reason="x", by=manager)
    with pytest.raises(NotYourDraft):
        withdraw(own, by=bookkeeper)
    assert withdraw(own, by=manager) == withdraw(own, by=manager)
    with pytest.raises(AlreadyDecided):
        approve(own, by=make_member_of(limited, Role.BOARD))
    assert journal(limited) == []


def test_an_undoing_above_the_limit_waits_once(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    entry = approve(kept(limited, grant(accounts, 5_000_000), bookkeeper), by=manager)
    undo = undoing(entry, reason="Keliru")
    draft = kept(limited, undo, bookkeeper)
    with pytest.raises(UndoingWaits):
        submit(limited, intent=undo, request_id=uuid4(), by=bookkeeper)

    assert approve(draft, by=manager).reverses == entry.number
    assert journal(limited)[1:] == [
        "money.in.reversal: Cr Kas 5.000.000, Dr Pendapatan Administrasi 5.000.000"
    ]


def test_no_limit_and_a_lifted_one_ask_nobody(
    koppontren: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    for amount in (None, LIMIT, None):
        set_limit(koppontren, amount=amount, by=manager)
    submit(koppontren, intent=grant(accounts, 5_000_000), request_id=uuid4(), by=bookkeeper)

    assert len(journal(koppontren)) == 1


def test_approvers_are_told_and_then_the_maker(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    draft = kept(limited, grant(accounts, 2_000_000), manager)
    board = make_member_of(limited, Role.BOARD)
    other = kept(limited, grant(accounts, 3_000_000), bookkeeper)
    approve(other, by=board)

    def told(person: User) -> list[tuple[str, str]]:
        read_as(person)
        rows = Notification.objects.filter(person=person).order_by("pk")
        return [(row.kind, row.url) for row in rows]

    assert told(manager) == [("draft.waits", other.get_absolute_url())]
    assert told(board) == [("draft.waits", other.get_absolute_url())]
    assert told(bookkeeper) == [("draft.approved", other.get_absolute_url())]
    assert draft.is_waiting


# Round Python.


def state_of(act: Callable[[], object], using: str = "default") -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(using=using):
        act()
    return str(getattr(refused.value.__cause__, "sqlstate", ""))


def test_the_door_refuses_what_is_above_the_limit_and_nobody_drafted(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    from klinik.finance.ledger.posting import post

    draft = kept(limited, grant(accounts, 5_000_000), bookkeeper)
    kind, legs, *_rest = grant(accounts, 5_000_000)
    others = grant(accounts, 5_000_001).legs
    with pytest.raises(NeedsApproval):
        post(limited, request_id=uuid4(), kind=kind, legs=legs, by=manager)
    with pytest.raises(NeedsApproval):  # its maker
        post(
            limited,
            request_id=draft.request_id,
            kind=kind,
            legs=legs,
            by=bookkeeper,
            value_on=draft.on,
        )
    with pytest.raises(NeedsApproval):  # other content than was approved
        post(
            limited,
            request_id=draft.request_id,
            kind=kind,
            legs=others,
            by=manager,
            value_on=draft.on,
        )
    assert journal(limited) == []


def test_the_application_changes_no_draft_and_no_limit(
    limited: Koppontren, accounts: Accounts, bookkeeper: User
) -> None:
    kept(limited, grant(accounts, 5_000_000), bookkeeper)
    denied = "42501"
    for statement in (
        "UPDATE ledger_draft SET kind = 'x'",
        "UPDATE ledger_draft SET made_by_id = 1",
        "UPDATE ledger_draft SET debits = '{1,0}'",
        "DELETE FROM ledger_draft",
        "UPDATE ledger_limit SET amount = NULL",
        "DELETE FROM ledger_limit",
    ):
        assert state_of(lambda s=statement: connection.cursor().execute(s)) == denied, statement  # type: ignore[misc]


DRAFT = """
INSERT INTO ledger_draft (koppontren_id, request_id, kind, on_was_given, accounts, debits, credits,
    memo, made_by_id, made_at, decision, reason)
VALUES (%s, %s, 'money.in', false, %s::bigint[], %s::bigint[], %s::bigint[], '', %s, now(), %s, '')
"""
DECIDE = """
UPDATE ledger_draft SET decision = %s, decided_by_id = %s, decided_at = now(), entry_number = %s,
    reason = 'x'
"""


def test_nor_does_its_maker_approve_it_as_the_application(
    limited: Koppontren, accounts: Accounts, bookkeeper: User, manager: User
) -> None:
    draft = kept(limited, grant(accounts, 5_000_000), bookkeeper)

    def decided(by: User, decision: str) -> str:
        number = None if decision == "rejected" else 1
        return state_of(lambda: connection.cursor().execute(DECIDE, [decision, by.pk, number]))

    assert decided(bookkeeper, "approved") in {"23514", "23K53"}
    assert decided(bookkeeper, "rejected") == "23514"
    draft.refresh_from_db()
    assert (draft.decision, journal(limited)) == ("", [])


@pytest.fixture
def people(owner: Owner) -> tuple[int, int]:
    """Two people, as the owner writes them."""
    query = (
        "INSERT INTO people_user (name, email, phone, password, is_active, is_staff, is_superuser,"
        " is_email_confirmed, joined_at, language) VALUES (%s, %s, '', '', true, false, false,"
        " false, now(), 'id') RETURNING id"
    )
    return owner.value(query, "Satu", "a@x.example"), owner.value(query, "Dua", "b@x.example")


@as_owner
def test_a_draft_approved_by_its_maker_is_refused_to_the_owner(
    owner: Owner, people: tuple[int, int]
) -> None:
    maker, other = people
    key = uuid4()
    accounts = [owner.cash, owner.income]
    owner.execute(DRAFT, owner.pk, key, accounts, [5, 0], [0, 5], maker, "")
    number = owner.post(request=key).number

    def decided(*decision: object) -> str:
        return state_of(lambda: owner.execute(DECIDE, *decision), "owner")

    assert decided("approved", maker, number) in {"23514", "23K53"}
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.execute("ALTER TABLE ledger_draft DISABLE TRIGGER says_the_same")
    assert decided("approved", maker, number) == "23514"  # by the table itself
    assert decided("rejected", maker, None) == "23514"
    assert decided("withdrawn", other, None) == "23514"
    assert decided("approved", other, None) == "23514"
    owner.execute("ALTER TABLE ledger_draft ENABLE TRIGGER says_the_same")
    assert decided("approved", other, number) == "23K53"  # that entry is not this person's


@as_owner
def test_a_draft_stays_as_it_is_for_the_owner_too(owner: Owner, people: tuple[int, int]) -> None:
    maker, other = people
    accounts = [owner.cash, owner.income]
    owner.execute(DRAFT, owner.pk, uuid4(), accounts, [5, 0], [0, 5], maker, "")

    def refused(query: str, *parameters: object) -> str:
        return state_of(lambda: owner.execute(query, *parameters), "owner")

    assert refused("UPDATE ledger_draft SET debits = '{6,0}', credits = '{0,6}'") == "23K52"
    assert refused("UPDATE ledger_draft SET made_by_id = %s", other) == "23K52"
    assert refused("DELETE FROM ledger_draft") == "23K20"
    owner.execute(
        "INSERT INTO ledger_limit (koppontren_id, amount, set_by_id, set_at)"
        " VALUES (%s, 5, %s, now())",
        owner.pk,
        maker,
    )
    assert refused("UPDATE ledger_limit SET amount = 6") == "23K20"
    assert refused("DELETE FROM ledger_limit") == "23K20"
    owner.execute(DECIDE, "rejected", other, None)
    assert (
        refused("UPDATE ledger_draft SET decision = '', decided_by_id = NULL, decided_at = NULL")
        == "23K52"
    )
    assert refused(DECIDE, "withdrawn", maker, None) == "23K52"


@as_owner
@pytest.mark.parametrize(
    ("debits", "credits", "decision"),
    [([5, 0], [0, 4], ""), ([5], [5], ""), ([5, 5], [0, 10], ""), ([5, 0], [0, 5], "rejected")],
)
def test_a_draft_that_could_be_no_entry_is_refused(
    owner: Owner, people: tuple[int, int], debits: list[int], credits: list[int], decision: str
) -> None:
    accounts = [owner.cash, owner.income]
    state = state_of(
        lambda: owner.execute(
            DRAFT, owner.pk, uuid4(), accounts, debits, credits, people[0], decision
        ),
        "owner",
    )
    assert state == "23K51"
