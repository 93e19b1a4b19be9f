"""The ledger against a ledger in pure Python (reference.py), driven by Hypothesis (machine.py).

Postings good and bad, alone, in batches and two at once; requests sent again with the same and with
other content; undoing, also of what the same batch wrote; accounts and periods that close.

It finds each of these mistakes (PLANTED), which `make proof` plants one by one in the database:

 1. a known request is not looked for;
 2. the amounts are not in the fingerprint;
 3. the day it happened is not in the fingerprint;
 4. the last day of a closed period is taken for open;
 5. what is late goes to the last closed day;
 6. an undoing need not be the mirror of its entry;
 7. an entry may be undone twice;
 8. closed accounts take postings;
 9. control accounts take postings;
10. a month's turnover is booked to the day;
11. a link of the chain does not hold the one before it;
12. two who post at once do not wait for each other;
13. in a batch, what accounts hold is not followed from entry to entry;
14. in a batch, accounts may be overdrawn;
15. in a batch, the same request twice is not seen;
16. in a batch, a refused entry uses up a number;
17. in a batch, an undoing does not see what the batch wrote;
18. in a batch, credits are not added to the accounts;
19. in a batch, an entry between closed and open days is booked without asking its period.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import IntegrityError, connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import klinik.finance.ledger
from klinik.finance.ledger.checks import verify_books
from tests.finance.ledger.machine import Machine

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SQL = Path(klinik.finance.ledger.__file__).parent / "sql"
USUAL = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(USUAL, max_examples=400, stateful_step_count=40, derandomize=False)
SEEKING = settings(USUAL, max_examples=150, phases=[Phase.generate], report_multiple_bugs=False)
PLANTED = {
    "a known request is not looked for": (
        "post", "AND request_id = p_request;", "AND false;",
    ),
    "the amounts are not in the fingerprint": (
        "post", "array_to_string(p_debits, ',', '-'),", "",
    ),
    "the day it happened is not in the fingerprint": (
        "post", "'happened ' || (p_value_on - date '2000-01-01')", "NULL",
    ),
    "the last day of a closed period is taken for open": (
        "post", "p_day <= p_closed_through", "p_day < p_closed_through",
    ),
    "what is late goes to the last closed day": (
        "post", "p_closed_through + 1) END", "p_closed_through) END",
    ),
    "an undoing need not be the mirror of its entry": (
        "post", "= p_accounts\n           AND array_agg(credit", "IS NOT NULL AND array_agg(credit",
    ),
    "an entry may be undone twice": (
        "post", "AND reverses = p_reverses", "AND false",
    ),
    "closed accounts take postings": (
        "post", "AND NOT closed AND NOT is_control", "AND NOT is_control",
    ),
    "control accounts take postings": (
        "post", "AND NOT closed AND NOT is_control", "AND NOT closed",
    ),
    "a month's turnover is booked to the day": (
        "post", "v_book.day - (extract(day FROM v_book.day)::int - 1)", "v_book.day",
    ),
    "a link of the chain does not hold the one before it": (
        "post", "sha256(p_before || int8send", "sha256(int8send",
    ),
    "two who post at once do not wait for each other": (
        "post", "WHERE b.koppontren_id = p_koppontren FOR NO KEY UPDATE;",
        "WHERE b.koppontren_id = p_koppontren;",
    ),
    "what accounts hold is not followed from entry to entry": (
        "post_many",
        "v_held[v_asked.slots[i]] := v_held[v_asked.slots[i]] + v_asked.moves[i];",
        "NULL;",
    ),
    "in a batch, accounts may be overdrawn": (
        "post_many", "* (v_held[v_asked.slots[i]] + v_asked.moves[i]) >= 0", "* 0 >= 0",
    ),
    "in a batch, the same request twice is not seen": (
        "post_many", "v_same := v_taken[v_asked.first_place];", "v_same := NULL;",
    ),
    "in a batch, a refused entry uses up a number": (
        "post_many", "v_details[v_at] := v_detail;",
        "v_details[v_at] := v_detail; v_book.last_number := v_book.last_number + 1;",
    ),
    "in a batch, an undoing does not see what the batch wrote": (
        "post_many", "v_asked.reverses = ANY (v_news) OR", "",
    ),
    "in a batch, credits are not added to the accounts": (
        "post_many", "credits = a.credits + s.credits", "credits = a.credits",
    ),
    "in a batch, the period is not asked": (
        "post_many", "v_book.closed_through, v_asked.reverses,", "NULL, v_asked.reverses,",
    ),
}  # fmt: skip


def drive(how: settings) -> None:
    """Let the machine run, then add all its books up again."""
    run_state_machine_as_test(Machine, settings=how)
    assert verify_books().differences == []


@contextmanager
def planted(name: str) -> Iterator[None]:
    """This mistake stands in the functions of the database for a while."""
    file, right, wrong = PLANTED[name]
    sound = (SQL / f"{file}.sql").read_text(encoding="utf-8")
    assert sound.count(right) == 1, f"{name}: {right!r} stands {sound.count(right)} times"
    try:
        _run(sound.replace(right, wrong))
        yield
    finally:
        _run(sound)


def _run(functions: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(functions)


def test_the_ledger_is_what_a_ledger_in_plain_python_is() -> None:
    drive(USUAL)


@pytest.mark.proof
def test_it_is_so_for_long() -> None:
    drive(LONG)


@pytest.mark.proof
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found(name: str) -> None:
    with planted(name), pytest.raises((AssertionError, IntegrityError)):
        drive(SEEKING)
