"""What moved within days, and where money came from and went to: the raw material of statements."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from klinik.finance.ledger.models import AccountMonth, Unit
from klinik.tenancy.models import Koppontren

# An entry's change of the chosen accounts is explained by its other legs: by one alone where that
# one is as large (the price of a sale, not its cost), otherwise by all. Consolidated, what units
# owe each other by the entry explains nothing. `statements.rules.explained` is the same in Python.
FLOWS = """
WITH moved AS (
    SELECT l.entry_number, sum(l.debit - l.credit) AS amount
      FROM ledger_line l
     WHERE l.koppontren_id = %(koppontren)s AND l.account_id = ANY (%(chosen)s::bigint[])
       AND l.on_date BETWEEN %(first)s AND %(last)s
     GROUP BY l.entry_number
    HAVING sum(l.debit - l.credit) <> 0
), parts AS (
    SELECT m.entry_number, m.amount, l.n, l.credit - l.debit AS part,
           coalesce(a.parent_id, a.id) AS account,
           a.other_unit_id IS NOT NULL AND %(unit)s::bigint IS NULL AS is_between
      FROM moved m
      JOIN ledger_entry e ON e.koppontren_id = %(koppontren)s AND e.number = m.entry_number
       AND e.kind <> ALL (%(without)s::text[])
      JOIN ledger_line l ON l.koppontren_id = %(koppontren)s AND l.entry_number = m.entry_number
      JOIN ledger_account a ON a.koppontren_id = %(koppontren)s AND a.id = l.account_id
     WHERE l.account_id <> ALL (%(chosen)s::bigint[])
       AND (%(unit)s::bigint IS NULL OR a.unit_id = %(unit)s)
), seen AS (
    SELECT p.*,
           min(p.n) FILTER (WHERE p.part = p.amount AND NOT p.is_between) OVER entry AS alone,
           coalesce(sum(p.part) FILTER (WHERE p.is_between) OVER entry, 0) AS owed
      FROM parts p WINDOW entry AS (PARTITION BY p.entry_number)
)
SELECT s.account, coalesce(sum(s.part) FILTER (WHERE s.part > 0), 0)::bigint,
       coalesce(-sum(s.part) FILTER (WHERE s.part < 0), 0)::bigint
  FROM seen s
 WHERE (s.alone IS NULL OR s.n = s.alone) AND NOT (s.is_between AND s.owed = 0)
 GROUP BY s.account
"""
WRITTEN = """
SELECT l.account_id, sum(l.debit)::bigint, sum(l.credit)::bigint
  FROM ledger_entry e
  JOIN ledger_line l ON l.koppontren_id = e.koppontren_id AND l.entry_number = e.number
 WHERE e.koppontren_id = %(koppontren)s AND e.kind = ANY (%(kinds)s::text[])
   AND e.on_date BETWEEN %(first)s AND %(last)s
 GROUP BY l.account_id
"""
MONTHS = """
SELECT date_trunc('month', m.on_date)::date,
       coalesce(sum(m.amount) FILTER (WHERE m.amount > 0), 0)::bigint,
       coalesce(-sum(m.amount) FILTER (WHERE m.amount < 0), 0)::bigint
  FROM (SELECT l.on_date, l.entry_number, sum(l.debit - l.credit) AS amount
          FROM ledger_line l
          JOIN ledger_entry e ON e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
         WHERE l.koppontren_id = %(koppontren)s AND l.account_id = ANY (%(chosen)s::bigint[])
           AND l.on_date BETWEEN %(first)s AND %(last)s AND e.kind <> ALL (%(without)s::text[])
         GROUP BY l.on_date, l.entry_number) m
 GROUP BY 1
"""


def by_month(
    koppontren: Koppontren,
    accounts: Sequence[int],
    *,
    first: date,
    last: date,
    without: Sequence[str] = (),
) -> dict[date, tuple[int, int]]:
    """What entries brought into these accounts and took out of them, in rupiah, month by month.

    What moves between them is neither; `without` are kinds of entries that are left out.
    """
    parameters: dict[str, Any] = {
        "koppontren": koppontren.pk,
        "chosen": list(accounts),
        "first": first,
        "last": last,
        "without": list(without),
    }
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, parameters)
        return {month: (came, went) for month, came, went in cursor.fetchall()}


def first_month(koppontren: Koppontren) -> date | None:
    """The month of the first entry by day; None while nothing is recorded."""
    months = AccountMonth.objects.of(koppontren).order_by("month")
    return months.values_list("month", flat=True).first()


def flows(
    koppontren: Koppontren,
    accounts: Sequence[int],
    *,
    first: date,
    last: date,
    unit: Unit | None = None,
    without: Sequence[str] = (),
) -> dict[int, tuple[int, int]]:
    """What each other account brought into these accounts and took out of them, in rupiah.

    In is what they were debited. Details count for their control account; `without` are kinds of
    entries that are left out.
    """
    parameters: dict[str, Any] = {
        "koppontren": koppontren.pk,
        "chosen": list(accounts),
        "first": first,
        "last": last,
        "unit": unit.pk if unit else None,
        "without": list(without),
    }
    with connection.cursor() as cursor:
        cursor.execute(FLOWS, parameters)
        return {account: (came, went) for account, came, went in cursor.fetchall()}


def written_by(
    koppontren: Koppontren, kinds: Sequence[str], *, first: date, last: date
) -> dict[int, tuple[int, int]]:
    """Debits and credits, in rupiah, that entries of these kinds wrote within these days."""
    parameters: dict[str, Any] = {
        "koppontren": koppontren.pk, "kinds": list(kinds), "first": first, "last": last
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, parameters)
        return {account: (debits, credits) for account, debits, credits in cursor.fetchall()}
