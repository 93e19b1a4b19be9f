"""What the database refuses by itself, three ways round Python.

Through the door as the application's role; past the door as the application's role, which has no
right to; and past the door as the owner, whom triggers and constraints stop.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, make_books, put
from tests.finance.ledger.owner import DAY, Owner

Accounts = dict[str, Account]
Numbers = list[int]
KEY = UUID("0b7c8a3e-5d0e-4a57-9a3c-3f6d2f1f9b11")
as_owner = pytest.mark.django_db(databases=["owner"])


def state_of(act: Callable[[], object], using: str = "default") -> str:
    """The SQLSTATE with which the database refuses `act`; the transaction stays usable."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(using=using):
        act()
    return str(getattr(refused.value.__cause__, "sqlstate", ""))


def through_the_door(
    koppontren: Koppontren,
    legs: list[tuple[int, int, int]],
    *,
    on: date | None = None,
    request: UUID | None = None,
    reverses: int | None = None,
) -> int:
    """ledger_post as the application's role, with nothing of ours in between."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM ledger_post(%s, %s, 'by.door', %s, 1, %s::bigint[],"
            " %s::bigint[], %s::bigint[], %s)",
            [
                koppontren.pk,
                request or uuid4(),
                on,
                *([leg[part] for leg in legs] for part in range(3)),
                reverses,
            ],
        )
        return int((cursor.fetchone() or (0,))[0])


def through_the_door_for_many(
    koppontren: Koppontren, entries: list[dict[str, object]]
) -> list[str | None]:
    """ledger_post_many as the application's role: the SQLSTATE of each refusal, in order."""
    whole = [{"request": str(uuid4()), "kind": "by.door"} | entry for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT refused FROM ledger_post_many(%s, 1, %s::jsonb) ORDER BY place",
            [koppontren.pk, json.dumps(whole)],
        )
        return [state for (state,) in cursor.fetchall()]


def as_entry(legs: list[tuple[int, int, int]], **rest: object) -> dict[str, object]:
    """Legs as one entry of a batch."""
    accounts, debits, credits_ = ([leg[part] for leg in legs] for part in range(3))
    return {"accounts": accounts, "debits": debits, "credits": credits_} | rest


def run(statement: str, *parameters: object) -> None:
    """One statement as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))  # type: ignore[arg-type]


# 1. Halves of entries.


def test_the_door_refuses_halves(koppontren: Koppontren, accounts: Accounts) -> None:
    cash, income, shop = (accounts[code].pk for code in ("1111", "4310", "1211"))
    broken = {
        "one line": [(cash, 5, 0)],
        "no line": [],
        "two sides": [(cash, 5, 5), (income, 0, 0)],
        "unbalanced": [(cash, 5, 0), (income, 0, 4)],
        "between units": [(shop, 5, 0), (income, 0, 5)],
        "too many": [(cash, 1, 0)] * 1000 + [(income, 0, 1000)],
        "to itself": [(cash, 5, 0), (cash, 0, 5)],
        "to itself in parts": [(cash, 2, 0), (cash, 3, 0), (cash, 0, 5)],
    }

    states = {
        name: state_of(lambda legs=legs: through_the_door(koppontren, legs))  # type: ignore[misc]
        for name, legs in broken.items()
    }

    assert states == {
        "one line": "23K03",
        "no line": "23K03",
        "two sides": "23K04",
        "unbalanced": "23K05",
        "between units": "23K14",
        "too many": "23K15",
        "to itself": "23K16",
        "to itself in parts": "23K16",
    }
    batch = through_the_door_for_many(koppontren, [as_entry(legs) for legs in broken.values()])
    assert batch == list(states.values())


def test_the_door_takes_a_thousand_lines(koppontren: Koppontren, accounts: Accounts) -> None:
    cash, income = accounts["1111"].pk, accounts["4310"].pk

    assert through_the_door(koppontren, [(cash, 1, 0)] * 999 + [(income, 0, 999)]) == 1


def test_the_door_refuses_holes_in_its_arrays(koppontren: Koppontren, accounts: Accounts) -> None:
    cash, income = accounts["1111"].pk, accounts["4310"].pk
    call = (
        "SELECT FROM ledger_post(%s, gen_random_uuid(), 'by.door', NULL, 1, {}::bigint[],"
        " {}::bigint[], {}::bigint[])"
    )
    arrays = [
        (f"'{{{cash},{income}}}'", "'{5}'", "'{0,5}'"),
        (f"'{{{cash},{income}}}'", "'{5,0}'", "NULL"),
        (f"'{{{cash},{income}}}'", "'{5,NULL}'", "'{0,5}'"),
        (f"'{{{{{cash},{income}}}}}'", "'{5,0}'", "'{0,5}'"),
        (f"'{{{cash},{income},NULL}}'", "'{5,0,5}'", "'{0,5,5}'"),
    ]

    states = [state_of(lambda a=a: run(call.format(*a), koppontren.pk)) for a in arrays]  # type: ignore[misc]

    assert states == ["23K03", "23K03", "23K04", "23K03", "23K04"]
    batch: list[dict[str, object]] = [
        {"accounts": [cash, income], "debits": [5], "credits": [0, 5]},
        {"accounts": [cash, income], "debits": [5, 0]},
        {"accounts": [cash, income], "debits": [5, None], "credits": [0, 5]},
        {"accounts": [[cash, income]], "debits": [5, 0], "credits": [0, 5]},
        {"accounts": [cash, income, None], "debits": [5, 0, 5], "credits": [0, 5, 5]},
        {},
        {"accounts": None, "debits": None, "credits": None},
    ]
    assert through_the_door_for_many(koppontren, batch) == [*states, "23K03", "23K03"]


@as_owner
def test_the_tables_refuse_halves(owner: Owner) -> None:
    cash, income, elsewhere = owner.cash, owner.income, owner.elsewhere
    acts: dict[str, Callable[[], object]] = {
        "one line": lambda: owner.write(accounts=[cash], debits=[5], credits=[0]),
        "no line": lambda: owner.write(accounts=[], debits=[], credits=[]),
        "unbalanced": lambda: owner.write(debits=[5, 0], credits=[0, 4]),
        "between units": lambda: owner.write(accounts=[cash, elsewhere]),
        "two sides": lambda: owner.write(debits=[5, 5], credits=[5, 5]),
        "nothing": lambda: owner.write(debits=[0, 0], credits=[0, 0]),
        "too much": lambda: owner.write(debits=[10**15 + 1, 0], credits=[0, 10**15 + 1]),
        "to itself": lambda: owner.write(accounts=[cash, cash]),
        "another day": lambda: owner.write(line_on=date(2026, 3, 2)),
        "lines without an entry": lambda: owner.execute(
            "INSERT INTO ledger_line (koppontren_id, entry_number, n, account_id, on_date, debit,"
            " credit) VALUES (%s, 1, 1, %s, %s, 5, 0), (%s, 1, 2, %s, %s, 0, 5)",
            owner.pk, cash, DAY, owner.pk, income, DAY,
        ),
    }  # fmt: skip

    states = {name: state_of(act, "owner") for name, act in acts.items()}

    assert states == {
        "one line": "23K03",
        "no line": "23K03",
        "unbalanced": "23K14",
        "between units": "23K14",
        "two sides": "23K04",
        "nothing": "23K04",
        "too much": "23K04",
        "to itself": "23K16",
        "another day": "23K21",
        "lines without an entry": "23K21",
    }


@as_owner
def test_the_tables_refuse_what_is_no_entry(owner: Owner) -> None:
    acts: dict[str, Callable[[], object]] = {
        "no day": lambda: owner.write(on="infinity"),
        "no kind": lambda: owner.write(kind="Kas | 1"),
        "no book": lambda: owner.execute("DELETE FROM ledger_book"),
    }

    states = {name: state_of(act, "owner") for name, act in acts.items()}

    assert states == {"no day": "23K23", "no kind": "23K23", "no book": "23503"}


@as_owner
def test_a_whole_entry_by_the_owners_hand_passes_the_triggers(owner: Owner) -> None:
    """The tests above fail for their reasons, not because nothing could ever pass."""
    owner.write()

    assert owner.value("SELECT count(*) FROM ledger_line") == 2


# 2. Changes, and a second reversal.


WRITES = [
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry",
    "UPDATE ledger_entry SET kind = 'other'",
    "DELETE FROM ledger_entry",
    "INSERT INTO ledger_line SELECT * FROM ledger_line",
    "UPDATE ledger_line SET debit = 1",
    "DELETE FROM ledger_line",
    "INSERT INTO ledger_account_month SELECT * FROM ledger_account_month",
    "UPDATE ledger_account_month SET debits = 1",
    "DELETE FROM ledger_account_month",
    "INSERT INTO ledger_account SELECT * FROM ledger_account",
    "UPDATE ledger_account SET debits = 1",
    "UPDATE ledger_account SET may_overdraw = true",
    "DELETE FROM ledger_account",
    "INSERT INTO ledger_book SELECT * FROM ledger_book",
    "UPDATE ledger_book SET last_number = 9",
    "UPDATE ledger_book SET closed_through = NULL",
    "DELETE FROM ledger_book",
    "INSERT INTO ledger_unit SELECT * FROM ledger_unit",
    "UPDATE ledger_unit SET code = 'X'",
    "DELETE FROM ledger_unit",
    "INSERT INTO ledger_memo SELECT * FROM ledger_memo",
    "INSERT INTO ledger_period_event SELECT * FROM ledger_period_event",
    "UPDATE ledger_period_event SET reason = 'x'",
    "DELETE FROM ledger_period_event",
    "INSERT INTO ledger_chart_event SELECT * FROM ledger_chart_event",
    "UPDATE ledger_chart_event SET by_id = NULL",
    "DELETE FROM ledger_chart_event",
    "UPDATE ledger_memo SET text = 'x'",
    "DELETE FROM ledger_memo",
]
NO_PERMISSION = "42501"


@pytest.mark.parametrize("statement", WRITES)
def test_the_application_has_no_right_to_write_ledger_rows(
    koppontren: Koppontren, accounts: Accounts, teller: User, statement: str
) -> None:
    put(koppontren, [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], by=teller)

    assert state_of(lambda: run(statement)) == NO_PERMISSION


def test_the_application_may_call_the_doors_and_nothing_behind_them(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'ledger\\_%'"
            " AND has_function_privilege(oid, 'EXECUTE') ORDER BY proname"
        )
        allowed = [name for (name,) in cursor.fetchall()]

    assert allowed == [
        "ledger_answer",
        "ledger_answer_reopening",
        "ledger_ask_reopening",
        "ledger_close_account",
        "ledger_close_period",
        "ledger_fingerprint",
        "ledger_hold_book",
        "ledger_link",
        "ledger_mark_account",
        "ledger_open_account",
        "ledger_open_book",
        "ledger_open_detail_account",
        "ledger_open_detail_accounts",
        "ledger_open_unit",
        "ledger_place_account",
        "ledger_post",
        "ledger_post_many",
        "ledger_record_head",
        "ledger_rename_account",
        "ledger_rename_unit",
        "ledger_reopen_account",
    ]


@as_owner
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET kind = 'other'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_line SET debit = debit + 1",
        "DELETE FROM ledger_line",
        "DELETE FROM ledger_account WHERE code = '3'",
    ],
)
def test_the_tables_refuse_changes(owner: Owner, statement: str) -> None:
    owner.post()

    assert state_of(lambda: owner.execute(statement), "owner") == "23K20"


def test_the_door_refuses_false_reversals(koppontren: Koppontren, accounts: Accounts) -> None:
    cash, income = accounts["1111"].pk, accounts["4310"].pk
    entry = through_the_door(koppontren, [(cash, 5, 0), (income, 0, 5)])
    mirror = [(cash, 0, 5), (income, 5, 0)]
    smaller = [(cash, 0, 4), (income, 4, 0)]
    states = [
        state_of(lambda: through_the_door(koppontren, mirror, reverses=99)),
        state_of(lambda: through_the_door(koppontren, smaller, reverses=entry)),
    ]
    through_the_door(koppontren, mirror, reverses=entry)
    states.append(state_of(lambda: through_the_door(koppontren, mirror, reverses=entry)))

    again = through_the_door_for_many(
        koppontren,
        [
            as_entry(mirror, reverses=99),
            as_entry(mirror, reverses=entry),
            as_entry([(cash, 5, 0), (income, 0, 5)]),
            as_entry(smaller, reverses=3),
            as_entry(mirror, reverses=3),
            as_entry(mirror, reverses=3),
        ],
    )

    assert states == ["23K07", "23K09", "23K08"]
    assert again == ["23K07", "23K08", None, "23K09", None, "23K08"]


@as_owner
def test_the_tables_refuse_a_second_reversal_and_one_of_nothing(owner: Owner) -> None:
    owner.post()
    owner.post(debits=(0, 5), credits=(5, 0), reverses=1)
    owner.execute("UPDATE ledger_book SET last_number = 9")
    acts: list[Callable[[], object]] = [
        lambda: owner.write(number=3, debits=(0, 5), credits=(5, 0), reverses=1),
        lambda: owner.write(number=9, reverses=8),
        lambda: owner.write(number=9, reverses=9),
    ]

    assert [state_of(act, "owner") for act in acts] == ["23505", "23503", "23K23"]


# 3. Lines that come later.


@as_owner
def test_the_tables_refuse_lines_that_come_later(owner: Owner) -> None:
    owner.post()
    late = (
        "INSERT INTO ledger_line (koppontren_id, entry_number, n, account_id, on_date, debit,"
        " credit) SELECT koppontren_id, entry_number, n + %s, account_id, on_date, debit, credit"
        " FROM ledger_line"
    )

    assert state_of(lambda: owner.execute(late, 2), "owner") == "23K21"
    assert state_of(lambda: owner.execute(late, 0), "owner") == "23505"


@as_owner
def test_the_tables_refuse_a_number_the_book_did_not_count(owner: Owner) -> None:
    assert state_of(lambda: owner.write(number=2), "owner") == "23K22"


# 4. Overdraft.


def test_the_door_refuses_an_overdraft(koppontren: Koppontren, accounts: Accounts) -> None:
    cash, bank = accounts["1111"].pk, accounts["1112"].pk

    legs = [(bank, 5, 0), (cash, 0, 5)]
    assert state_of(lambda: through_the_door(koppontren, legs)) == "23K13"
    paid_in = [(cash, 8, 0), (account(koppontren, "4310").pk, 0, 8)]
    batch = [as_entry(part) for part in (legs, paid_in, legs, legs)]
    assert through_the_door_for_many(koppontren, batch) == ["23K13", None, None, "23K13"]


@as_owner
def test_the_tables_refuse_an_overdraft(owner: Owner) -> None:
    overdraw = "UPDATE ledger_account SET credits = 5 WHERE id = %s"
    born = (
        "INSERT INTO ledger_account (koppontren_id, code, name, kind, normal_side, unit_id,"
        " credits) VALUES (%s, '9', '9', 'asset', 'debit', %s, 5)"
    )

    assert state_of(lambda: owner.execute(overdraw, owner.cash), "owner") == "23514"
    assert state_of(lambda: owner.execute(born, owner.pk, owner.unit), "owner") == "23514"


@as_owner
def test_the_tables_refuse_an_account_that_contradicts_itself(owner: Owner) -> None:
    control = owner.open("4", owner.unit, may_overdraw=False, control=True)
    changes = [
        f"kind = 'money' WHERE id = {owner.cash}",
        f"normal_side = 'left' WHERE id = {owner.cash}",
        f"cash_flow = 'sideways' WHERE id = {owner.cash}",
        f"name = '' WHERE id = {owner.cash}",
        f"other_unit_id = unit_id WHERE id = {owner.income}",
        f"other_unit_id = {owner.other_unit} WHERE id = {owner.cash}",
        f"parent_id = {owner.income} WHERE id = {owner.cash}",
        f"parent_id = {control} WHERE id = {owner.income}",
        f"parent_id = {control}, is_control = true WHERE id = {owner.cash}",
    ]

    states = [
        state_of(lambda c=c: owner.execute(f"UPDATE ledger_account SET {c}"), "owner")  # type: ignore[misc]
        for c in changes
    ]

    assert states == ["23K32"] * len(changes)


# 5. Closed periods.


@as_owner
def test_the_door_and_the_tables_refuse_a_closed_period(owner: Owner) -> None:
    owner.close_through("2026-02-28")
    closed, opened = date(2026, 2, 28), date(2026, 3, 1)

    assert state_of(lambda: owner.post(on=closed), "owner") == "23K06"
    assert state_of(lambda: owner.write(on=closed), "owner") == "23K06"
    assert owner.post(on=opened).number == 1


@as_owner
def test_a_retry_is_answered_after_its_period_was_closed(owner: Owner) -> None:
    first = owner.post(on=date(2026, 2, 28), request=KEY)
    owner.close_through("2026-02-28")

    assert owner.post(on=date(2026, 2, 28), request=KEY) == first


# 6. One request, one content.


def test_the_door_refuses_a_request_with_other_content(
    koppontren: Koppontren, accounts: Accounts
) -> None:
    cash, income = accounts["1111"].pk, accounts["4310"].pk
    through_the_door(koppontren, [(cash, 5, 0), (income, 0, 5)], request=KEY)
    other = [(cash, 6, 0), (income, 0, 6)]

    assert state_of(lambda: through_the_door(koppontren, other, request=KEY)) == "23K02"
    batch = [as_entry(other, request=str(KEY)), as_entry(other[::-1], request=str(uuid4()))]
    assert through_the_door_for_many(koppontren, batch) == ["23K02", None]


@as_owner
def test_the_tables_refuse_a_request_twice(owner: Owner) -> None:
    owner.post(request=KEY)
    owner.execute("UPDATE ledger_book SET last_number = 2")

    assert state_of(lambda: owner.write(number=2, request=KEY), "owner") == "23505"


# 7. Accounts of another koppontren.


def test_the_door_refuses_another_koppontrens_account(koppontren: Koppontren) -> None:
    theirs = account(make_books("an-nur"), "4310").pk
    enter(koppontren)
    ours = account(koppontren, "1111").pk

    legs = [(ours, 5, 0), (theirs, 0, 5)]
    assert state_of(lambda: through_the_door(koppontren, legs)) == "23K10"
    assert through_the_door_for_many(koppontren, [as_entry(legs)]) == ["23K10"]


@as_owner
def test_the_tables_refuse_another_koppontrens_account(owner: Owner) -> None:
    theirs = Owner("tetangga")
    owner.enter()

    def state(*accounts: int) -> str | None:
        return state_of(lambda: owner.write(accounts=[*accounts]), "owner")

    assert state(theirs.cash, theirs.income) == "23503"
    assert state(owner.cash, theirs.income) == "23503"
    assert state(owner.cash, 0) == "23503"


@as_owner
def test_no_account_goes_or_gets_another_number(owner: Owner) -> None:
    owner.execute("ALTER TABLE ledger_account ENABLE TRIGGER not_emptied")  # off, for other tests
    acts = [
        "DELETE FROM ledger_account WHERE id = 0",
        "UPDATE ledger_account SET id = id + 1000000",
        "UPDATE ledger_account SET koppontren_id = koppontren_id",
        "TRUNCATE ledger_account CASCADE",
    ]

    states = [state_of(partial(owner.execute, act), "owner") for act in acts]
    assert states == ["23K20"] * 4


# 8. Other tenants' rows, and no tenant at all.


TABLES = ["book", "unit", "account", "account_month", "entry", "line", "memo"]


@pytest.mark.parametrize("table", TABLES)
def test_without_a_tenant_reading_is_an_error(db: None, table: str) -> None:
    """Never set it is an unknown parameter; after a transaction that set it, an empty one."""
    state = state_of(lambda: run(f"SELECT * FROM ledger_{table}"))

    assert state in {"42704", "22P02"}


def test_without_a_tenant_the_door_is_an_error(db: None) -> None:
    run("SELECT set_config('klinik.koppontren', '', true)")
    call = "SELECT ledger_post(1, gen_random_uuid(), 'x', NULL, 1, '{1,2}', '{5,0}', '{0,5}')"

    assert state_of(lambda: run(call)) == "22P02"
    assert state_of(lambda: run("SELECT ledger_post_many(1, 1, '[{}]')")) == "22P02"


def test_a_neighbours_book_cannot_be_posted_to(koppontren: Koppontren, accounts: Accounts) -> None:
    cash, income = accounts["1111"].pk, accounts["4310"].pk
    enter(make_books("an-nur"))

    legs = [(cash, 5, 0), (income, 0, 5)]
    assert state_of(lambda: through_the_door(koppontren, legs)) == "23K01"
    assert through_the_door_for_many(koppontren, [as_entry(legs)]) == ["23K01"]


def test_a_neighbours_rows_do_not_exist(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    savings = open_detail_account(accounts["2110"], name="S-0001")
    put(koppontren, [dr(accounts["1111"], 5), cr(savings, 5)], by=teller)
    make_books("an-nur")
    seen = {}
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM ledger_{table} WHERE koppontren_id = %s",
                [koppontren.pk],
            )
            seen[table] = (cursor.fetchone() or (None,))[0]

    assert seen == dict.fromkeys(TABLES, 0)


@as_owner
def test_the_owner_is_held_by_the_wall_too(owner: Owner) -> None:
    Owner("tetangga")

    assert owner.value("SELECT count(*) FROM ledger_book WHERE koppontren_id = %s", owner.pk) == 0
    assert state_of(lambda: owner.write(), "owner") == "42501"


def test_class_23_is_an_integrity_error(koppontren: Koppontren) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        through_the_door(koppontren, [])


@pytest.mark.parametrize(
    "change", ["UPDATE ledger_chart_event SET after = 'y'", "DELETE FROM ledger_chart_event"]
)
@as_owner
def test_what_was_changed_of_the_chart_stays(owner: Owner, change: str) -> None:
    owner.execute("UPDATE ledger_account SET name = 'x' WHERE id = %s", owner.cash)

    assert owner.value("SELECT after FROM ledger_chart_event") == "x"
    assert state_of(lambda: owner.execute(change), using="owner") == "23K20"


ONLY_GROWING = [
    "attachment", "chain_head", "chart_event", "correction", "draft", "entry", "limit", "line",
    "period_event",
]  # fmt: skip


@as_owner
@pytest.mark.parametrize("table", ONLY_GROWING)
def test_the_owner_empties_no_table_that_only_grows(owner: Owner, table: str) -> None:
    owner.execute(f"ALTER TABLE ledger_{table} ENABLE TRIGGER not_emptied")  # off, for other tests

    assert state_of(lambda: owner.execute(f"TRUNCATE ledger_{table} CASCADE"), "owner") == "23K20"


@as_owner
def test_no_table_that_only_grows_is_forgotten(owner: Owner) -> None:
    found = owner.value(
        "SELECT array_agg(DISTINCT tgrelid::regclass::text ORDER BY tgrelid::regclass::text)"
        " FROM pg_trigger WHERE tgname = 'only_grows' AND tgrelid::regclass::text ~ '^ledger_'"
    )

    assert found == [f"ledger_{table}" for table in ONLY_GROWING]
