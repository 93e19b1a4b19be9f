"""verify_books finds what anybody who may do everything changes in the books."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from klinik.finance.ledger import checks, queries
from klinik.finance.ledger.chart import template, units
from klinik.finance.ledger.checks import Report, verify_books
from klinik.finance.ledger.commands import open_book, open_detail_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, reverse
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from tests.finance.books import put
from tests.world import make_koppontren, make_user

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# What is done to the books, how it is undone, and a word of the sentence that must name it.
TAMPERED = {
    "an amount of a line": (
        "UPDATE ledger_line SET debit = debit + 1 WHERE entry_number = 1 AND n = 1",
        "UPDATE ledger_line SET debit = debit - 1 WHERE entry_number = 1 AND n = 1",
        "entry 1: its content",
    ),
    "the account of a line": (
        "UPDATE ledger_line SET account_id = account_id + 1 WHERE entry_number = 1 AND n = 1",
        "UPDATE ledger_line SET account_id = account_id - 1 WHERE entry_number = 1 AND n = 1",
        "entry 1: its content",
    ),
    "the order of lines": (
        "UPDATE ledger_line SET n = n + 1 WHERE entry_number = 1 AND n = 2",
        "UPDATE ledger_line SET n = n - 1 WHERE entry_number = 1 AND n = 3",
        "entry 1: its 2 lines",
    ),
    "the day of a line": (
        "UPDATE ledger_line SET on_date = on_date + 1 WHERE entry_number = 1 AND n = 1",
        "UPDATE ledger_line SET on_date = on_date - 1 WHERE entry_number = 1 AND n = 1",
        "entry 1: its 2 lines",
    ),
    "the day of an entry and its lines": (
        "UPDATE ledger_entry SET on_date = on_date + 1 WHERE number = 1;"
        "UPDATE ledger_line SET on_date = on_date + 1 WHERE entry_number = 1",
        "UPDATE ledger_entry SET on_date = on_date - 1 WHERE number = 1;"
        "UPDATE ledger_line SET on_date = on_date - 1 WHERE entry_number = 1",
        "chain: entry 1",
    ),
    "whether the day was given": (
        "UPDATE ledger_entry SET on_was_given = NOT on_was_given WHERE number = 1",
        "UPDATE ledger_entry SET on_was_given = NOT on_was_given WHERE number = 1",
        "entry 1: its content",
    ),
    "the day an entry happened": (
        "UPDATE ledger_entry SET value_on = '2026-02-27' WHERE number = 1",
        "UPDATE ledger_entry SET value_on = NULL WHERE number = 1",
        "entry 1: its content",
    ),
    "the kind of an entry": (
        "UPDATE ledger_entry SET kind = kind || 'x' WHERE number = 1",
        "UPDATE ledger_entry SET kind = rtrim(kind, 'x') WHERE number = 1",
        "entry 1: its content",
    ),
    "the moment of an entry": (
        "UPDATE ledger_entry SET at = at + interval '1 microsecond' WHERE number = 2",
        "UPDATE ledger_entry SET at = at - interval '1 microsecond' WHERE number = 2",
        "chain: entry 2",
    ),
    "who posted an entry": (
        "UPDATE ledger_entry SET by_id = by_id + 1 WHERE number = 2",
        "UPDATE ledger_entry SET by_id = by_id - 1 WHERE number = 2",
        "chain: entry 2",
    ),
    "what an entry undoes": (
        "UPDATE ledger_entry SET reverses = 2 WHERE number = 3",
        "UPDATE ledger_entry SET reverses = 1 WHERE number = 3",
        "entry 3: it does not undo entry 2",
    ),
    "a link of the chain": (
        "UPDATE ledger_entry SET chain = sha256(chain) WHERE number = 2;"
        "CREATE TABLE kept AS SELECT chain FROM ledger_entry WHERE number = 1",
        "UPDATE ledger_entry SET chain = ledger_link(k.chain, koppontren_id, number, fingerprint,"
        " request_id, on_date, at, by_id) FROM kept k WHERE number = 2; DROP TABLE kept",
        "chain: entry 2",
    ),
    "a fingerprint": (
        "UPDATE ledger_entry SET fingerprint = fingerprint || 'x' WHERE number = 2",
        "UPDATE ledger_entry SET fingerprint = substr(fingerprint, 1, 32) WHERE number = 2",
        "chain: entry 2",
    ),
    "the head of the chain": (
        "UPDATE ledger_book SET chain_head = chain_head || 'x'",
        "UPDATE ledger_book SET chain_head = substr(chain_head, 1, 32)",
        "chain: the book's head",
    ),
    "the count of the book": (
        "UPDATE ledger_book SET last_number = last_number + 1",
        "UPDATE ledger_book SET last_number = last_number - 1",
        "numbers: the book counted to 4, there are 3",
    ),
    "a balance": (
        "UPDATE ledger_account SET debits = debits + 1 WHERE code = '4310'",
        "UPDATE ledger_account SET debits = debits - 1 WHERE code = '4310'",
        "account 4310: stored",
    ),
    "a month's turnover": (
        "UPDATE ledger_account_month SET debits = debits + 1",
        "UPDATE ledger_account_month SET debits = debits - 1",
        "month of 2026-03-01",
    ),
    "the month of a turnover": (
        "UPDATE ledger_account_month SET month = '2026-04-01'",
        "UPDATE ledger_account_month SET month = '2026-03-01'",
        "month of 2026-04-01",
    ),
    "the unit of an account": (
        "UPDATE ledger_account a SET unit_id = u.id FROM ledger_unit u"
        " WHERE a.code = '1111' AND u.code = 'Toko'",
        "UPDATE ledger_account a SET unit_id = u.id FROM ledger_unit u"
        " WHERE a.code = '1111' AND u.code = 'USPPS'",
        "entry 1, unit",
    ),
    "a detail that leaves the kind of its control account": (
        "UPDATE ledger_account SET kind = 'equity' WHERE code = '2110.0001'",
        "UPDATE ledger_account SET kind = 'liability' WHERE code = '2110.0001'",
        "control account 2110",
    ),
    "a control account that becomes an ordinary one": (
        "UPDATE ledger_account SET is_control = false WHERE code = '2110'",
        "UPDATE ledger_account SET is_control = true WHERE code = '2110'",
        "control account 2110",
    ),
    "the last entry, removed with its lines": (
        "CREATE TABLE kept AS SELECT * FROM ledger_line WHERE entry_number = 3;"
        "CREATE TABLE kept_entry AS SELECT * FROM ledger_entry WHERE number = 3;"
        "DELETE FROM ledger_line WHERE entry_number = 3; DELETE FROM ledger_entry WHERE number = 3",
        "WITH e AS (INSERT INTO ledger_entry SELECT * FROM kept_entry)"
        " INSERT INTO ledger_line SELECT * FROM kept; DROP TABLE kept, kept_entry",
        "numbers: the book counted to 3, there are 2",
    ),
}
GUARDED = ("ledger_entry", "ledger_line", "ledger_account")


@pytest.fixture
def books() -> Koppontren:
    """Three entries: a fee, a deposit, and the fee undone."""
    koppontren, by = make_koppontren(), make_user()
    with acting_for(koppontren):
        open_book(koppontren, units=units(), chart=template())
        chart = {account.code: account for account in Account.objects.of(koppontren)}
        savings = open_detail_account(chart["2110"], name="S-0001")
        day = date(2026, 3, 1)
        fee = put(koppontren, [dr(chart["1111"], 5), cr(chart["4310"], 5)], by=by, on=day)
        put(koppontren, [dr(chart["1112"], 7), cr(savings, 7)], by=by, on=day)
        reverse(fee, request_id=uuid4(), by=by, on=day)
    return koppontren


def tamper(koppontren: Koppontren, statements: str) -> None:
    """As the owner, with the guards of the tables switched off."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT set_config('klinik.koppontren', %s, true)", [str(koppontren.pk)])
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statements)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in GUARDED:  # the next test empties its tables, which this one refuses
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER not_emptied")
        cursor.execute("COMMIT")


def test_sound_books_are_counted(books: Koppontren) -> None:
    report = verify_books()

    assert report == Report(books=1, accounts=34, months=4, entries=3, lines=6, differences=[])


def test_every_change_is_named(books: Koppontren) -> None:
    """Each is made, found by its name, and undone; at the end the books are sound again."""
    missed = []
    for name, (change, undo, sentence) in TAMPERED.items():
        tamper(books, change)
        if not any(sentence in difference for difference in verify_books().differences):
            missed.append(name)
        tamper(books, undo)

    assert missed == []
    assert verify_books().differences == []


def test_the_command_counts_and_names(
    books: Koppontren, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_books")
    sound = capsys.readouterr().out
    tamper(books, TAMPERED["a balance"][0])

    with pytest.raises(CommandError, match="1 differences in 1 books"):
        call_command("verify_books")
    assert "1 books, 34 accounts, 4 months, 3 entries, 6 lines: everything adds up" in sound
    assert "al-hikmah: account 4310: stored" in capsys.readouterr().err


def test_no_book_at_all_is_no_success(transactional_db: None) -> None:
    with pytest.raises(CommandError, match="no book"):
        call_command("verify_books")


def test_the_command_compares_with_heads(
    books: Koppontren, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with acting_for(books):
        number, link = queries.end_of_chain(books) or (0, "")
    file = tmp_path / "heads.txt"
    file.write_text(f"# as of today\nal-hikmah:{number}:{link}\n", encoding="utf-8")
    call_command("verify_books", head=[str(file), f"al-hikmah:{number}:{link}"])

    with pytest.raises(CommandError, match="2 differences in 1 books"):
        call_command("verify_books", head=[f"al-hikmah:{number + 1}:{link}", f"lain:1:{link}"])
    with pytest.raises(CommandError, match="neither a file nor a head"):
        call_command("verify_books", head=["al-hikmah"])
    said = capsys.readouterr()
    assert "6 lines, 2 heads: everything adds up" in said.out
    assert said.err.splitlines() == [
        "al-hikmah: chain: the book once reached entry 4 and now ends with 3: its tail was removed",
        "lain: there is no such book",
    ]


def test_it_looks_at_one_moment_and_changes_nothing(books: Koppontren) -> None:
    with checks.one_moment_of(books), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        isolation = cursor.fetchone()
        cursor.execute("SHOW transaction_read_only")
        read_only = cursor.fetchone()

    assert (isolation, read_only) == (("repeatable read",), ("on",))
