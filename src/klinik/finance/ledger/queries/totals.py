"""Cumulative debits and credits at the end of any day: months plus the tail of the last one."""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from klinik.tenancy.models import Koppontren

LAST_DAY = date(9999, 12, 30)

# The tail is asked account by account, and only of accounts that moved in that month: each is a
# range of the index `line_of_account`, which holds the amounts, so no table is touched.
TOTALS = """
SELECT t.account_id, sum(t.debits)::bigint, sum(t.credits)::bigint
  FROM (SELECT m.account_id, m.debits, m.credits
          FROM ledger_account_month m
         WHERE m.koppontren_id = %(koppontren)s AND m.month < %(tail)s
           AND (%(accounts)s::bigint[] IS NULL OR m.account_id = ANY (%(accounts)s::bigint[]))
         UNION ALL
        SELECT m.account_id, l.debits, l.credits
          FROM ledger_account_month m
         CROSS JOIN LATERAL (
               SELECT sum(l.debit) AS debits, sum(l.credit) AS credits
                 FROM ledger_line l
                WHERE l.koppontren_id = m.koppontren_id AND l.account_id = m.account_id
                  AND l.on_date >= %(tail)s AND l.on_date <= %(on)s) l
         WHERE m.koppontren_id = %(koppontren)s AND m.month = %(tail)s AND m.month <= %(on)s
           AND (%(accounts)s::bigint[] IS NULL OR m.account_id = ANY (%(accounts)s::bigint[]))
       ) t
 GROUP BY t.account_id
HAVING sum(t.debits) <> 0 OR sum(t.credits) <> 0
"""


def totals(
    koppontren: Koppontren, *, on: date, accounts: list[int] | None = None
) -> dict[int, tuple[int, int]]:
    """Debits and credits, in rupiah, of each account from the beginning through the day `on`."""
    on = min(on, LAST_DAY)
    # The month that is not over by the evening of `on`; on a last day it is the next, without tail.
    tail = (on + timedelta(days=1)).replace(day=1)
    parameters: dict[str, Any] = {
        "koppontren": koppontren.pk,
        "on": on,
        "tail": tail,
        "accounts": accounts,
    }
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, parameters)
        return {account: (debits, credits) for account, debits, credits in cursor.fetchall()}
