"""Is every book still what its postings made it? Everything is added up again from the lines."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import (
    DEFAULT_DB_ALIAS,
    DataError,
    NotSupportedError,
    connection,
    connections,
    transaction,
)

from klinik.finance.ledger.bank.checks import UNEQUAL
from klinik.finance.ledger.periods.checks import BROKEN, NOT_FOLLOWED
from klinik.finance.ledger.proof.rules import Head
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

SHOWN = 20  # differences of one kind and book; a broken sum would otherwise fill the screen


class Check(NamedTuple):
    """A query that finds nothing in a sound book, and the sentence about a row that it finds."""

    query: str
    sentence: str


CHECKS = (
    Check(UNEQUAL, "bank: match {}: {} by the bank, {} by the book"),
    Check(
        """
        SELECT count(*) FROM ledger_entry
         WHERE koppontren_id = %(k)s
           AND NOT EXISTS (SELECT FROM ledger_book WHERE koppontren_id = %(k)s)
        HAVING count(*) > 0""",
        "the book itself is gone, {} entries are there",
    ),
    Check(
        """
        SELECT number, on_date::text, at::text FROM ledger_entry
         WHERE koppontren_id = %(k)s
           AND NOT (on_date BETWEEN '1970-01-01' AND '9999-12-31' AND isfinite(at))
         ORDER BY number""",
        "entry {}: {} and {} are no day and moment",
    ),
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
        SELECT coalesce(a.code, 'id ' || coalesce(m.account_id, l.account_id)),
               coalesce(m.month, l.month), m.debits, m.credits, l.debits, l.credits
          FROM (SELECT * FROM ledger_account_month WHERE koppontren_id = %(k)s) m
          FULL JOIN (SELECT account_id, date_trunc('month', on_date)::date AS month,
                            sum(debit) AS debits, sum(credit) AS credits
                       FROM ledger_line WHERE koppontren_id = %(k)s GROUP BY 1, 2) l
            ON l.account_id = m.account_id AND l.month = m.month
          LEFT JOIN ledger_account a
            ON a.koppontren_id = %(k)s AND a.id = coalesce(m.account_id, l.account_id)
         WHERE m.debits IS DISTINCT FROM l.debits OR m.credits IS DISTINCT FROM l.credits
         ORDER BY 2, 1""",
        "account {}, month of {}: stored {} debit and {} credit, its lines add up to {} and {}",
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
         GROUP BY c.id, c.code, c.debits, c.credits, c.is_control, c.kind, c.normal_side, c.unit_id
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
    Check(NOT_FOLLOWED, "period: the book is closed through {}, the last step says {}"),
    Check(
        BROKEN,
        "period: step {} ({} through {}) does not follow: closed before it {}, by the steps {}",
    ),
    Check(
        """
        SELECT h.on_date, h.number
          FROM ledger_chain_head h
          LEFT JOIN ledger_entry e
            ON e.koppontren_id = h.koppontren_id AND e.number = h.number
         WHERE h.koppontren_id = %(k)s AND h.number > 0 AND e.chain IS DISTINCT FROM h.link
         ORDER BY h.number, h.on_date""",
        "chain: the end that was recorded on {}, entry {}, is not there any more",
    ),
)

# What rooms above keep in step with the book; they say so as they start.
_of_rooms: list[Callable[[], Sequence[Check]]] = []


def check_also(checks: Callable[[], Sequence[Check]]) -> None:
    """Let a room above have its own rows added up with the book; called once, as its app starts."""
    _of_rooms.append(checks)


COUNTS = """
SELECT (SELECT count(*) FROM ledger_book WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_account WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_account_month WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_entry WHERE koppontren_id = %(k)s),
       (SELECT count(*) FROM ledger_line WHERE koppontren_id = %(k)s)
"""


# Through the number of a head that was written down elsewhere, nothing can have changed.
HEADS = """
SELECT h.number, (SELECT max(number) FROM ledger_entry WHERE koppontren_id = %(k)s),
       (SELECT max(k.number)
          FROM unnest(%(numbers)s::bigint[], %(links)s::text[]) k (number, link)
          JOIN ledger_entry e
            ON e.koppontren_id = %(k)s AND e.number = k.number
           AND e.chain = decode(k.link, 'hex')),
       e.number IS NULL
  FROM unnest(%(numbers)s::bigint[], %(links)s::text[]) h (number, link)
  LEFT JOIN ledger_entry e ON e.koppontren_id = %(k)s AND e.number = h.number
 WHERE h.number > 0 AND e.chain IS DISTINCT FROM decode(h.link, 'hex')
 ORDER BY h.number
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


def verify_books(heads: Collection[Head] = ()) -> Report:
    """Add up every book again; each is looked at as it stood at one moment, while people work.

    `heads` were written down earlier, outside: a tail that was removed since, or entries that were
    written anew with their whole chain, differ from them.
    """
    report = Report()
    known = list(Koppontren.objects.order_by("slug"))
    for koppontren in known:
        with one_moment_of(koppontren):
            verify_book(koppontren, report, [h for h in heads if h.koppontren == koppontren.slug])
    strangers = {head.koppontren for head in heads} - {koppontren.slug for koppontren in known}
    report.differences += [f"{slug}: there is no such book" for slug in sorted(strangers)]
    return report


@contextmanager
def one_moment_of(koppontren: Koppontren, *, writes: bool = False) -> Iterator[None]:
    """Stand inside the koppontren and see its book as it is now, whoever posts meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                mode = "READ WRITE" if writes else "READ ONLY"
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, {mode}")
        enter(koppontren)
        yield


def verify_book(
    koppontren: Koppontren,
    report: Report,
    heads: Collection[Head] = (),
    *,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Add what is found in one book to `report`; the transaction stands inside the koppontren."""
    of_book = {"k": koppontren.pk}
    books, accounts, months, entries, lines = _rows(COUNTS, of_book, using)[0]
    if books or accounts or entries:
        report.books += 1
        report.accounts += accounts
        report.months += months
        report.entries += entries
        report.lines += lines
        for check in [*CHECKS, *(check for checks in _of_rooms for check in checks())]:
            _say(report, koppontren, _found(check, of_book, using))
    if heads:
        _say(report, koppontren, _not_as_written_down(heads, of_book, using))


def _say(report: Report, koppontren: Koppontren, sentences: list[str]) -> None:
    report.differences += [f"{koppontren.slug}: {sentence}" for sentence in sentences[:SHOWN]]
    if len(sentences) > SHOWN:
        report.differences.append(f"{koppontren.slug}: and {len(sentences) - SHOWN} more like it")


def _found(check: Check, of_book: Mapping[str, Any], using: str) -> list[str]:
    try:
        with transaction.atomic(using=using):
            return [check.sentence.format(*row) for row in _rows(check.query, of_book, using)]
    except (DataError, NotSupportedError) as error:  # a day with which nothing can be reckoned
        subject = check.sentence.split(" {}")[0].split(":")[0]
        return [f"{subject}: cannot be reckoned ({str(error).splitlines()[0]})"]


def _not_as_written_down(
    heads: Collection[Head], of_book: Mapping[str, Any], using: str
) -> list[str]:
    written = {"numbers": [h.number for h in heads], "links": [h.link for h in heads]}
    return [
        f"chain: the book once reached entry {number} and now ends with {last or 0}: "
        "its tail was removed"
        if is_gone
        else f"chain: entry {number} is not the one that was written down; "
        f"the book is as it was through entry {sound or 0}"
        for number, last, sound, is_gone in _rows(HEADS, {**of_book, **written}, using)
    ]


def _rows(query: str, parameters: Mapping[str, Any], using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
