"""More than a hundred changes that a superuser makes to a book, each a name and its SQL.

Every column of what must never change is taken from the models, so that a new one cannot be
forgotten; what whole rows can suffer is written out by hand.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import models

from klinik.finance.ledger.models import Account, AccountMonth, Book, Entry, Line

# What people may change in a chart, and what has no truth beside itself to be compared with.
NOT_SUMS = {
    "ledger_account": {
        "id", "koppontren_id", "code", "name", "kind", "normal_side", "unit_id", "parent_id",
        "other_unit_id", "cash_flow", "mark", "is_cash", "is_control", "may_overdraw", "closed",
        "last_detail",
    },
    # The zone in which a day was defaulted: the day itself stands in the entry.
    "ledger_book": {"time_zone"},
}  # fmt: skip
ROWS = {
    "ledger_entry": ["number = 1", "number = 4", "number = 7"],
    "ledger_line": [
        "entry_number = 1 AND n = 1",
        "entry_number = 3 AND n = 2",
        "entry_number = 4 AND n = 4",
        "entry_number = 7 AND n = 2",
    ],
    "ledger_account": ["code = '1'", "code = '2'", "code = '5.0001'"],
    "ledger_account_month": [
        "(account_id, month) = (SELECT min(account_id), min(month) FROM ledger_account_month)",
        "(account_id, month) = (SELECT max(account_id), max(month) FROM ledger_account_month"
        " WHERE account_id = (SELECT max(account_id) FROM ledger_account_month))",
    ],
    "ledger_book": ["true"],
}
# The words by which a sentence names the place of such a row.
PLACE = {
    "ledger_entry": "'entry ' || number",
    "ledger_line": "'entry ' || entry_number",
    "ledger_account": "'account ' || code",
    "ledger_account_month": "'account ' || (SELECT code FROM ledger_account WHERE id = account_id)"
    " || ', month of ' || month",
    "ledger_book": "'the book'",
}
OTHER = {
    models.BooleanField: "NOT {column}",
    models.CharField: "{column} || 'x'",
    models.UUIDField: "'00000000-0000-4000-8000-000000000000'",
    models.DateField: "coalesce({column} + 1, '2026-01-01')",
    models.DateTimeField: "{column} + interval '1 microsecond'",
    models.BinaryField: "set_byte({column}, 31, 255 - get_byte({column}, 31))",
}


class Change(NamedTuple):
    """What a superuser runs, and the question for the place that must be named."""

    sql: str
    place: str


def of_columns() -> Iterator[tuple[str, Change]]:
    """Each column of each table, in the first row, one in the middle and the last."""
    for model in (Entry, Line, AccountMonth, Account, Book):
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            column = field.column
            if column is None or column in NOT_SUMS.get(table, ()):
                continue
            other = OTHER.get(type(field), "coalesce({column}, 0) + 1").format(column=column)
            for row in ROWS[table]:
                yield (
                    f"{table}.{column} where {row[:30]}",
                    Change(
                        f"UPDATE {table} SET {column} = {other} WHERE {row}",
                        f"SELECT {PLACE[table]} FROM {table} WHERE {row}",
                    ),
                )


# Through the last entry, as somebody would who knows how the chain is made.
FORGE_FINGERPRINT = """
UPDATE ledger_entry e SET fingerprint = ledger_fingerprint(
    e.kind, CASE WHEN e.on_was_given THEN e.on_date END, e.reverses,
    (SELECT array_agg(account_id ORDER BY n) FROM ledger_line WHERE entry_number = e.number),
    (SELECT array_agg(debit ORDER BY n) FROM ledger_line WHERE entry_number = e.number),
    (SELECT array_agg(credit ORDER BY n) FROM ledger_line WHERE entry_number = e.number));
"""
FORGE_SUMS = """
UPDATE ledger_account a SET
    debits = coalesce((SELECT sum(debit) FROM ledger_line WHERE account_id = a.id), 0),
    credits = coalesce((SELECT sum(credit) FROM ledger_line WHERE account_id = a.id), 0);
DELETE FROM ledger_account_month;
INSERT INTO ledger_account_month (koppontren_id, account_id, month, debits, credits)
SELECT koppontren_id, account_id, date_trunc('month', on_date)::date, sum(debit), sum(credit)
  FROM ledger_line GROUP BY 1, 2, 3;
"""
FORGE_COUNT = """
UPDATE ledger_book SET last_number = (SELECT max(number) FROM ledger_entry),
    chain_head = (SELECT chain FROM ledger_entry ORDER BY number DESC LIMIT 1);
"""
RENUMBER = """
UPDATE ledger_line SET entry_number = {to} WHERE entry_number = {number};
UPDATE ledger_entry SET number = {to} WHERE number = {number};
"""
REMOVE = """
DELETE FROM ledger_line WHERE entry_number {which};
DELETE FROM ledger_entry WHERE number {which};
"""
COPY = """
INSERT INTO ledger_entry SELECT (jsonb_populate_record(e, '{{"number": {to}}}')).*
  FROM ledger_entry e WHERE number = {number};
INSERT INTO ledger_line SELECT (jsonb_populate_record(l, '{{"entry_number": {to}}}')).*
  FROM ledger_line l WHERE entry_number = {number};
"""
MORE_MONEY = "UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_number = 1;"
SWAP = (
    "UPDATE ledger_line l SET {column} = o.{column} FROM ledger_line o"
    " WHERE (l.entry_number, l.n, o.entry_number, o.n) IN ({pairs})"
)

WHOLE_ROWS = {
    "the last entry removed": REMOVE.format(which="= 7"),
    "the last entry removed, and the count": REMOVE.format(which="= 7")
    + "UPDATE ledger_book SET last_number = 6",
    "the last entry removed, and the sums": REMOVE.format(which="= 7") + FORGE_SUMS,
    "the first entry removed": REMOVE.format(which="= 1"),
    "an entry in the middle removed": REMOVE.format(which="= 4"),
    "an entry in the middle removed, and the sums": REMOVE.format(which="= 4") + FORGE_SUMS,
    "all entries removed": REMOVE.format(which="> 0"),
    "all entries removed, and the sums": REMOVE.format(which="> 0") + FORGE_SUMS,
    "an entry without its lines": "DELETE FROM ledger_line WHERE entry_number = 3",
    "lines without their entry": "DELETE FROM ledger_entry WHERE number = 3",
    "one line removed": "DELETE FROM ledger_line WHERE entry_number = 3 AND n = 2",
    "the last line of four removed": "DELETE FROM ledger_line WHERE entry_number = 4 AND n = 4",
    "a line added": "INSERT INTO ledger_line SELECT"
    " (jsonb_populate_record(l, '{\"n\": 3}')).* FROM ledger_line l"
    " WHERE entry_number = 1 AND n = 1",
    "two lines added that balance": "INSERT INTO ledger_line SELECT"
    " (jsonb_populate_record(l, jsonb_build_object('n', n + 2))).* FROM ledger_line l"
    " WHERE entry_number = 1",
    "a line moved to another entry": "UPDATE ledger_line SET entry_number = 2, n = 3"
    " WHERE entry_number = 1 AND n = 2",
    "two lines of an entry swapped": SWAP.format(
        column="n", pairs="(1, 1, 1, 2), (1, 2, 1, 1)"
    ),
    "accounts of two lines swapped": SWAP.format(
        column="account_id", pairs="(1, 1, 1, 2), (1, 2, 1, 1)"
    ),
    "accounts of two entries swapped": SWAP.format(
        column="account_id", pairs="(2, 2, 3, 2), (3, 2, 2, 2)"
    ),
    "the lines of two entries swapped": "UPDATE ledger_line SET entry_number ="
    " CASE entry_number WHEN 1 THEN 2 ELSE 1 END WHERE entry_number IN (1, 2)",
    "an amount moved from debit to credit": "UPDATE ledger_line SET debit = credit,"
    " credit = debit WHERE entry_number = 1 AND n = 1",
    "both sides of an entry changed": "UPDATE ledger_line SET debit = credit, credit = debit"
    " WHERE entry_number = 1",
    "more money on both sides": MORE_MONEY,
    "more money on both sides, and the sums": MORE_MONEY + FORGE_SUMS,
    "more money, the sums and the fingerprint": MORE_MONEY + FORGE_SUMS + FORGE_FINGERPRINT,
    "an amount below zero": "UPDATE ledger_line SET debit = -5, credit = 0"
    " WHERE entry_number = 1 AND n = 1",
    "an amount beyond what adds up": "UPDATE ledger_line SET debit = 9223372036854775807"
    " WHERE entry_number = 1 AND n = 1",
    "a day without an end": "UPDATE ledger_entry SET on_date = 'infinity' WHERE number = 4",
    "a moment without an end": "UPDATE ledger_entry SET at = 'infinity' WHERE number = 4",
    "an entry on another day with its lines": "UPDATE ledger_entry SET on_date = on_date + 1"
    " WHERE number = 1; UPDATE ledger_line SET on_date = on_date + 1 WHERE entry_number = 1",
    "an entry on another day with its lines and months": "UPDATE ledger_entry"
    " SET on_date = on_date + 40 WHERE number = 1; UPDATE ledger_line"
    " SET on_date = on_date + 40 WHERE entry_number = 1;" + FORGE_SUMS,
    "an entry copied to the end": COPY.format(number=1, to=8),
    "an entry copied to the end and counted": COPY.format(number=1, to=8)
    + "UPDATE ledger_book SET last_number = 8",
    "an entry copied, the sums, the count": COPY.format(number=1, to=8)
    + FORGE_SUMS
    + FORGE_COUNT,
    "an entry copied over another": REMOVE.format(which="= 3") + COPY.format(number=2, to=3),
    "an entry renumbered behind the last": RENUMBER.format(number=4, to=8),
    "the last entry renumbered with a gap": RENUMBER.format(number=7, to=9),
    "the last entry renumbered with a gap, and the count": RENUMBER.format(number=7, to=9)
    + FORGE_COUNT,
    "two entries renumbered to each other": RENUMBER.format(number=2, to=99)
    + RENUMBER.format(number=3, to=2)
    + RENUMBER.format(number=99, to=3),
    "everything renumbered by one": "UPDATE ledger_line SET entry_number = entry_number + 1;"
    "UPDATE ledger_entry SET number = number + 1; UPDATE ledger_book SET last_number = 8",
    "a reversal that undoes nothing": "UPDATE ledger_entry SET reverses = NULL WHERE number = 5",
    "a reversal of another entry": "UPDATE ledger_entry SET reverses = 2 WHERE number = 5",
    "an entry that became a reversal": "UPDATE ledger_entry SET reverses = 1 WHERE number = 2",
    "a fingerprint emptied": "UPDATE ledger_entry SET fingerprint = '' WHERE number = 4",
    "a fingerprint that fits, its link not": "UPDATE ledger_entry SET kind = 'other'"
    " WHERE number = 4;" + FORGE_FINGERPRINT,
    "a link emptied": "UPDATE ledger_entry SET chain = '' WHERE number = 4",
    "all links emptied": "UPDATE ledger_entry SET chain = ''",
    "the links of two entries swapped": "UPDATE ledger_entry e SET chain = o.chain"
    " FROM ledger_entry o WHERE (e.number, o.number) IN ((3, 4), (4, 3))",
    "the head emptied": "UPDATE ledger_book SET chain_head = ''",
    "the head of the entry before": "UPDATE ledger_book SET chain_head ="
    " (SELECT chain FROM ledger_entry WHERE number = 6)",
    "the book removed": "DELETE FROM ledger_book",
    "the book counted anew": "UPDATE ledger_book SET last_number = 0, chain_head = ''",
    "all balances emptied": "UPDATE ledger_account SET debits = 0, credits = 0",
    "a balance on the other side": "UPDATE ledger_account SET debits = credits,"
    " credits = debits WHERE code = '1'",
    "both sides of a balance raised": "UPDATE ledger_account SET debits = debits + 5,"
    " credits = credits + 5 WHERE code = '2'",
    "balances of two accounts swapped": "UPDATE ledger_account a SET debits = o.debits,"
    " credits = o.credits FROM ledger_account o WHERE (a.code, o.code) IN (('1', '2'), ('2', '1'))",
    "money on a control account": "UPDATE ledger_account SET debits = 5, credits = 5"
    " WHERE code = '5'",
    "an account removed": "DELETE FROM ledger_account WHERE code = '1'",
    "an account in another unit": "UPDATE ledger_account SET unit_id ="
    " (SELECT id FROM ledger_unit WHERE code = 'B') WHERE code = '1'",
    "all months removed": "DELETE FROM ledger_account_month",
    "a month removed": "DELETE FROM ledger_account_month WHERE month = '2026-02-01'",
    "a month that nothing happened in": "INSERT INTO ledger_account_month"
    " (koppontren_id, account_id, month, debits, credits)"
    " SELECT koppontren_id, id, date '2025-12-01', 0, 0 FROM ledger_account WHERE code = '1'",
    "what two months of an account held swapped": "UPDATE ledger_account_month SET month ="
    " CASE month WHEN '2026-01-01' THEN date '2026-03-01' ELSE '2026-01-01' END"
    " WHERE month IN ('2026-01-01', '2026-03-01')",
    "both sides of a month raised": "UPDATE ledger_account_month SET debits = debits + 5,"
    " credits = credits + 5 WHERE month = '2026-02-01'",
}  # fmt: skip

# Whoever rewrites the whole chain is found out only by a head that was written down before.
FORGE_CHAIN = """
DO $$
DECLARE
    v_entry ledger_entry;
    v_before bytea := '';
BEGIN
    FOR v_entry IN SELECT * FROM ledger_entry ORDER BY number LOOP
        v_before := ledger_link(v_before, v_entry.koppontren_id, v_entry.number,
            v_entry.fingerprint, v_entry.request_id, v_entry.on_date, v_entry.at, v_entry.by_id);
        UPDATE ledger_entry SET chain = v_before WHERE number = v_entry.number;
    END LOOP;
END $$;
"""
FORGED = {
    "the tail removed as if it had never been": (
        REMOVE.format(which="> 5") + FORGE_SUMS + FORGE_COUNT,
        "the book once reached entry 7 and now ends with 5: its tail was removed",
    ),
    "everything removed as if it had never been": (
        REMOVE.format(which="> 0")
        + FORGE_SUMS
        + "UPDATE ledger_book SET last_number = 0, chain_head = ''",
        "the book once reached entry 7 and now ends with 0: its tail was removed",
    ),
    "more money, and everything behind it written anew": (
        "UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_number = 6;"
        + FORGE_SUMS
        + FORGE_FINGERPRINT
        + FORGE_CHAIN
        + FORGE_COUNT,
        "entry 7 is not the one that was written down; the book is as it was through entry 5",
    ),
    "another person, and everything behind it written anew": (
        "UPDATE ledger_entry SET by_id = 99 WHERE number = 7;" + FORGE_CHAIN + FORGE_COUNT,
        "entry 7 is not the one that was written down; the book is as it was through entry 5",
    ),
    "the tail removed and another entry in its place": (
        REMOVE.format(which="= 7") + COPY.format(number=6, to=7)
        + "UPDATE ledger_entry SET request_id = gen_random_uuid() WHERE number = 7;"
        + FORGE_SUMS
        + FORGE_CHAIN
        + FORGE_COUNT,
        "entry 7 is not the one that was written down; the book is as it was through entry 5",
    ),
}  # fmt: skip
