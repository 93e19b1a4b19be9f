"""`klinik verify` names every change that a superuser makes to a copy of the data."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import models, transaction
from pytest_django import DjangoDbBlocker

from klinik.finance.ledger.checks import Report, verify_book
from klinik.finance.ledger.models import Account, AccountMonth, Book, Entry, Line
from klinik.finance.ledger.proof.rules import Head
from tests.finance.ledger.owner import Owner
from tests.finance.ledger.proof.tampering import FORGED, NOT_SUMS, WHOLE_ROWS, of_columns

TABLES = ("ledger_entry", "ledger_line", "ledger_account", "ledger_account_month", "ledger_book")
COLUMNS = dict(of_columns())
# Keys between tables hold a superuser back no more than triggers and walls do.
UNGUARD = """
DO $$
DECLARE
    v record;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR v IN SELECT conrelid::regclass AS t, conname AS name FROM pg_constraint
              WHERE conrelid::regclass::text LIKE 'ledger\\_%' AND contype <> 'n' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', v.t, v.name);
    END LOOP;
    FOR v IN SELECT oid::regclass AS t FROM pg_class
              WHERE relkind = 'r' AND relname LIKE 'ledger\\_%' LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY', v.t);
    END LOOP;
    FOR v IN SELECT indexrelid::regclass AS i FROM pg_index
              WHERE indisunique AND indrelid::regclass::text LIKE 'ledger\\_%' LOOP
        EXECUTE format('DROP INDEX %s', v.i);
    END LOOP;
END $$;
"""


@pytest.fixture(scope="module")
def copy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Owner]:
    """Seven entries in two units and three months, unguarded; all of it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic(using="owner"):
        book = Owner("salinan")
        a_owes_b = _between(book, "8", book.unit, book.other_unit)
        b_owes_a = _between(book, "9", book.other_unit, book.unit)
        control = book.open("5", book.unit, side="credit", may_overdraw=False, control=True)
        detail = book.value(
            "SELECT id FROM ledger_open_detail_account(%s, %s, 'S-1')", book.pk, control
        )
        cash, income, elsewhere = book.cash, book.income, book.elsewhere
        book.post(accounts=[cash, income], debits=[500, 0], credits=[0, 500], on=date(2026, 1, 5))
        book.post(accounts=[cash, detail], debits=[70, 0], credits=[0, 70], on=date(2026, 2, 5))
        book.post(accounts=[cash, income], debits=[30, 0], credits=[0, 30], on=date(2026, 2, 7))
        book.post(
            accounts=[cash, a_owes_b, b_owes_a, elsewhere],
            debits=[9, 0, 9, 0],
            credits=[0, 9, 0, 9],
            on=date(2026, 3, 1),
        )
        book.post(
            accounts=[cash, income], debits=[0, 30], credits=[30, 0], reverses=3,
            on=date(2026, 3, 2),
        )  # fmt: skip
        book.post(accounts=[cash, income], debits=[11, 0], credits=[0, 11])
        book.post(accounts=[cash, detail], debits=[13, 0], credits=[0, 13], on=date(2026, 3, 9))
        with transaction.atomic(using="owner"):
            book.execute(UNGUARD)
        yield book
        transaction.set_rollback(True, using="owner")


def _between(book: Owner, code: str, unit: int, other: int) -> int:
    return int(
        book.value(
            "SELECT id FROM ledger_open_account(%s, %s, %s, 'asset', 'debit', %s, %s, '', false,"
            " false, true)",
            book.pk, code, code, unit, other,
        )
    )  # fmt: skip


def differences(book: Owner, *heads: Head) -> list[str]:
    """What is said about the copy as it stands."""
    report = Report()
    verify_book(book.koppontren, report, heads, using="owner")
    return report.differences


def changed(book: Owner, change: str, *heads: Head) -> list[str]:
    """What is said about the copy after a change, which is taken back."""
    with transaction.atomic(using="owner"):
        before = book.value(FINGERPRINT)
        book.execute(change)
        assert book.value(FINGERPRINT) != before, "this changes nothing"
        said = differences(book, *heads)
        transaction.set_rollback(True, using="owner")
    return said


FINGERPRINT = "SELECT md5(concat({}))".format(
    ", ".join(f"(SELECT string_agg(t::text, '' ORDER BY t::text) FROM {t} t)" for t in TABLES)
)


def heads_of(book: Owner, *numbers: int) -> list[Head]:
    """The ends of the chain at these entries, as they were written down."""
    link = "SELECT encode(chain, 'hex') FROM ledger_entry WHERE number = %s"
    return [Head("salinan", number, book.value(link, number)) for number in numbers]


def test_the_copy_is_sound(copy: Owner) -> None:
    assert differences(copy, Head("salinan", 0, ""), *heads_of(copy, 1, 5, 7)) == []


def test_there_are_more_than_a_hundred() -> None:
    assert len(COLUMNS) + len(WHOLE_ROWS) + len(FORGED) > 100


@pytest.mark.parametrize(("change", "place"), COLUMNS.values(), ids=COLUMNS)
def test_a_change_in_any_column_is_named_with_its_place(
    copy: Owner, change: str, place: str
) -> None:
    named = re.escape(copy.value(place)) + r"(?![\w.])"

    assert any(re.search(named, sentence) for sentence in changed(copy, change))


@pytest.mark.parametrize("change", WHOLE_ROWS.values(), ids=WHOLE_ROWS)
def test_what_whole_rows_suffer_is_said(copy: Owner, change: str) -> None:
    assert changed(copy, change) != []


@pytest.mark.parametrize(("change", "sentence"), FORGED.values(), ids=FORGED)
def test_what_is_forged_through_the_end_shows_beside_a_head(
    copy: Owner, change: str, sentence: str
) -> None:
    heads = heads_of(copy, 5, 7)

    assert changed(copy, change) == [], "the book agrees with itself"
    assert changed(copy, change, *heads)[-1] == f"salinan: chain: {sentence}"


@pytest.mark.parametrize("model", [Entry, Line, AccountMonth, Account, Book])
def test_no_column_of_the_tables_is_forgotten(copy: Owner, model: type[models.Model]) -> None:
    table = model._meta.db_table
    columns = copy.value(
        "SELECT array_agg(attname::text) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        table,
    )
    covered = {name.split(" ")[0] for name in COLUMNS if name.startswith(f"{table}.")}

    assert covered == {f"{table}.{c}" for c in set(columns) - NOT_SUMS.get(table, set())}
