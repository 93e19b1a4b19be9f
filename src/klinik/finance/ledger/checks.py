"""Is every book still what its postings made it? Everything is added up again from the lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction

from klinik.finance.ledger.models import Book
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

SHOWN = 20  # differences of one kind and book; a broken sum would otherwise fill the screen


class Check(NamedTuple):
    """A query that finds nothing in a sound book, and the sentence about a row that it finds."""

    query: str
    sentence: str


CHECKS = (
    Check(
        """
        SELECT a.code, a.debits, a.credits, coalesce(l.debits, 0), coalesce(l.credits, 0)
          FROM ledger_account a
          LEFT JOIN (SELECT account_id, sum(debit) AS debits, sum(credit) AS credits
                       FROM ledger_line WHERE koppontren_id = %(k)s GROUP BY account_id) l
            ON l.account_id = a.id
         WHERE a.koppontren_id = %(k)s
           AND (a.debits <> coalesce(l.debits, 0) OR a.credits <> coalesce(l.credits, 0))
         ORDER BY a.code""",
        "account {}: stored {} debit and {} credit, its lines add up to {} and {}",
    ),
    Check(
        """
        SELECT coalesce(m.account_id, l.account_id), coalesce(m.month, l.month),
               m.debits, m.credits, l.debits, l.credits
          FROM (SELECT * FROM ledger_account_month WHERE koppontren_id = %(k)s) m
          FULL JOIN (SELECT account_id, date_trunc('month', on_date)::date AS month,
                            sum(debit) AS debits, sum(credit) AS credits
                       FROM ledger_line WHERE koppontren_id = %(k)s GROUP BY 1, 2) l
            ON l.account_id = m.account_id AND l.month = m.month
         WHERE m.debits IS DISTINCT FROM l.debits OR m.credits IS DISTINCT FROM l.credits
         ORDER BY 2, 1""",
        "account id {}, month of {}: stored {} debit and {} credit, its lines add up to {} and {}",
    ),
    Check(
        """
        SELECT b.last_number, count(e.number), max(e.number)
          FROM ledger_book b LEFT JOIN ledger_entry e ON e.koppontren_id = b.koppontren_id
         WHERE b.koppontren_id = %(k)s
         GROUP BY b.last_number
        HAVING b.last_number <> count(e.number) OR count(e.number) <> coalesce(max(e.number), 0)
            OR min(e.number) <> 1""",
        "numbers: the book counted to {}, there are {} entries, the last is {}",
    ),
    Check(
        """
        SELECT e.number
          FROM (SELECT *, lag(chain, 1, ''::bytea) OVER (ORDER BY number) AS before
                  FROM ledger_entry WHERE koppontren_id = %(k)s) e
         WHERE e.chain <> ledger_link(e.before, e.koppontren_id, e.number, e.fingerprint,
                                      e.request_id, e.on_date, e.at, e.by_id)
         ORDER BY e.number""",
        "chain: entry {} does not continue the one before it",
    ),
    Check(
        """
        SELECT b.last_number FROM ledger_book b
         WHERE b.koppontren_id = %(k)s
           AND b.chain_head <> coalesce(
               (SELECT e.chain FROM ledger_entry e WHERE e.koppontren_id = b.koppontren_id
                 ORDER BY e.number DESC LIMIT 1), ''::bytea)""",
        "chain: the book's head is not the link of its last entry {}",
    ),
    Check(
        """
        SELECT e.number
          FROM ledger_entry e
         CROSS JOIN LATERAL (
               SELECT array_agg(l.account_id ORDER BY l.n) AS accounts,
                      array_agg(l.debit ORDER BY l.n) AS debits,
                      array_agg(l.credit ORDER BY l.n) AS credits
                 FROM ledger_line l
                WHERE l.koppontren_id = e.koppontren_id AND l.entry_number = e.number) l
         WHERE e.koppontren_id = %(k)s
           AND e.fingerprint IS DISTINCT FROM ledger_fingerprint(
               e.kind, CASE WHEN e.on_was_given THEN e.on_date END, e.reverses,
               l.accounts, l.debits, l.credits, e.value_on)
         ORDER BY e.number""",
        "entry {}: its content is not what was posted",
    ),
    Check(
        """
        SELECT l.entry_number, count(*)
          FROM ledger_line l
          LEFT JOIN ledger_entry e
            ON e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
         WHERE l.koppontren_id = %(k)s
         GROUP BY l.entry_number
        HAVING count(*) < 2 OR min(l.n) <> 1 OR max(l.n) <> count(*)
            OR bool_or(e.on_date IS DISTINCT FROM l.on_date)
         ORDER BY l.entry_number""",
        "entry {}: its {} lines are not complete, or of another day",
    ),
    Check(
        """
        SELECT l.entry_number, u.code, sum(l.debit), sum(l.credit)
          FROM ledger_line l
          LEFT JOIN ledger_account a
            ON a.koppontren_id = l.koppontren_id AND a.id = l.account_id
          LEFT JOIN ledger_unit u ON u.koppontren_id = a.koppontren_id AND u.id = a.unit_id
         WHERE l.koppontren_id = %(k)s
         GROUP BY l.entry_number, u.code
        HAVING sum(l.debit) <> sum(l.credit) OR u.code IS NULL
         ORDER BY l.entry_number""",
        "entry {}, unit {}: {} debit against {} credit",
    ),
    Check(
        """
        SELECT c.code, sum(d.debits), sum(d.credits)
          FROM ledger_account c
          LEFT JOIN ledger_account d
            ON d.koppontren_id = c.koppontren_id AND d.parent_id = c.id
         WHERE c.koppontren_id = %(k)s
         GROUP BY c.id
        HAVING (c.is_control AND (c.debits <> 0 OR c.credits <> 0))
            OR (NOT c.is_control AND count(d.id) > 0)
            OR bool_or(d.kind <> c.kind OR d.normal_side <> c.normal_side
                       OR d.unit_id <> c.unit_id)
         ORDER BY c.code""",
        "control account {}: it is not the sum of its details ({} debit, {} credit)",
    ),
    Check(
        """
        SELECT code, debits, credits FROM ledger_account
         WHERE koppontren_id = %(k)s AND NOT may_overdraw
           AND CASE normal_side WHEN 'debit' THEN debits < credits ELSE credits < debits END
         ORDER BY code""",
        "account {}: overdrawn, {} debit against {} credit",
    ),
    Check(
        """
        SELECT r.number, r.reverses
          FROM ledger_entry r
         WHERE r.koppontren_id = %(k)s AND r.reverses IS NOT NULL
           AND (EXISTS (SELECT FROM ledger_entry o
                         WHERE o.koppontren_id = r.koppontren_id AND o.reverses = r.reverses
                           AND o.number <> r.number)
             OR EXISTS (SELECT FROM ledger_line l
                         FULL JOIN (SELECT * FROM ledger_line
                                     WHERE koppontren_id = r.koppontren_id
                                       AND entry_number = r.reverses) o
                           ON o.n = l.n AND l.entry_number = r.number
                        WHERE (l.entry_number = r.number OR l.n IS NULL)
                          AND (l.account_id, l.debit, l.credit)
                              IS DISTINCT FROM (o.account_id, o.credit, o.debit)))
         ORDER BY r.number""",
        "entry {}: it does not undo entry {} once and as a whole",
    ),
)

COUNTS = """
SELECT (SELECT count(*) FROM ledger_account WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_account_month WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_entry WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_line WHERE koppontren_id = %(k)s)
"""


@dataclass
class Report:
    """What was counted, and every difference as a sentence with its place."""

    books: int = 0
    accounts: int = 0
    months: int = 0
    entries: int = 0
    lines: int = 0
    differences: list[str] = field(default_factory=list)


def verify_books() -> Report:
    """Add up every book again; each is looked at as it stood at one moment, while people work."""
    report = Report()
    for koppontren in Koppontren.objects.order_by("slug"):
        with _one_moment_of(koppontren):
            if Book.objects.filter(pk=koppontren.pk).exists():
                _verify(koppontren, report)
    return report


@contextmanager
def _one_moment_of(koppontren: Koppontren) -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        enter(koppontren)
        yield


def _verify(koppontren: Koppontren, report: Report) -> None:
    accounts, months, entries, lines = _rows(COUNTS, koppontren)[0]
    report.books += 1
    report.accounts += accounts
    report.months += months
    report.entries += entries
    report.lines += lines
    for check in CHECKS:
        found = _rows(check.query, koppontren)
        report.differences += [
            f"{koppontren.slug}: {check.sentence.format(*row)}" for row in found[:SHOWN]
        ]
        if len(found) > SHOWN:
            report.differences.append(f"{koppontren.slug}: and {len(found) - SHOWN} more like it")


def _rows(query: str, koppontren: Koppontren) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"k": koppontren.pk})
        return list(cursor.fetchall())
