"""Cumulative debits and credits at the end of any day: months plus the tail of the last one."""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from klinik.tenancy.models import Koppontren

LAST_DAY = date(9999, 12, 31)  # of the calendar: no month follows its own

# The tail is asked account by account, and only of accounts that moved in that month: each is a
# range of the index `line_of_account`, which holds the amounts, so no table is touched. It is the
# shorter part of the month: its first days are added, or its last ones taken off the whole of it.
TOTALS = """
SELECT t.account_id, sum(t.debits)::bigint, sum(t.credits)::bigint
  FROM (SELECT m.account_id, m.debits, m.credits
          FROM ledger_account_month m
         WHERE m.koppontren_id = %(koppontren)s AND m.month < %(whole_before)s
           AND (%(accounts)s::bigint[] IS NULL OR m.account_id = ANY (%(accounts)s::bigint[]))
         UNION ALL
        SELECT m.account_id, %(sign)s * l.debits, %(sign)s * l.credits
          FROM ledger_account_month m
         CROSS JOIN LATERAL (
               SELECT sum(l.debit) AS debits, sum(l.credit) AS credits
                 FROM ledger_line l
                WHERE l.koppontren_id = m.koppontren_id AND l.account_id = m.account_id
                  AND l.on_date >= %(first)s AND l.on_date <= %(last)s) l
         WHERE m.koppontren_id = %(koppontren)s AND m.month = %(month)s
           AND (%(accounts)s::bigint[] IS NULL OR m.account_id = ANY (%(accounts)s::bigint[]))
       ) t
 GROUP BY t.account_id
HAVING sum(t.debits) <> 0 OR sum(t.credits) <> 0
"""
MIDDLE = 15  # the last day of a month whose days are added rather than taken off


def totals(
    koppontren: Koppontren, *, on: date, accounts: list[int] | None = None
) -> dict[int, tuple[int, int]]:
    """Debits and credits, in rupiah, of each account from the beginning through the day `on`."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, parameters(koppontren, on=on, accounts=accounts))
        return {account: (debits, credits) for account, debits, credits in cursor.fetchall()}


def parameters(
    koppontren: Koppontren, *, on: date, accounts: list[int] | None = None
) -> dict[str, Any]:
    """What `TOTALS` is asked with: which months count whole, and which days beside them."""
    month = on.replace(day=1)
    if on.day <= MIDDLE or month == LAST_DAY.replace(day=1):
        part = {"whole_before": month, "first": month, "last": on, "sign": 1}
    else:
        following = (month + timedelta(days=31)).replace(day=1)
        rest = {"first": on + timedelta(days=1), "last": following - timedelta(days=1)}
        part = {"whole_before": following, **rest, "sign": -1}
    return {"koppontren": koppontren.pk, "accounts": accounts, "month": month, **part}
