"""What the undoing of many entries at once would meet."""

from collections.abc import Collection

from django.db import connection

from klinik.finance.ledger.models import Account, Entry
from klinik.tenancy.models import Koppontren

# What each account would hold once these entries are undone lies on the wrong side of zero.
SHORT = """
SELECT a.id
  FROM (SELECT l.koppontren_id, l.account_id, sum(l.credit - l.debit) AS back
          FROM ledger_line l
         WHERE l.koppontren_id = %s AND l.entry_number = ANY (%s)
         GROUP BY l.koppontren_id, l.account_id) t
  JOIN ledger_account a ON a.koppontren_id = t.koppontren_id AND a.id = t.account_id
 WHERE a.closed OR NOT a.may_overdraw
   AND CASE WHEN a.normal_side = 'debit' THEN 1 ELSE -1 END * (a.debits - a.credits + t.back) < 0
"""


def standing(koppontren: Koppontren, numbers: Collection[int]) -> list[int]:
    """Which of these entries nothing undoes yet, in order."""
    undone = Entry.objects.of(koppontren).filter(reverses__in=numbers)
    return sorted(set(numbers) - {number for (number,) in undone.values_list("reverses")})


def short_for_undoing(koppontren: Koppontren, numbers: Collection[int]) -> list[Account]:
    """The accounts that cannot give back what these entries brought: closed, or too little left."""
    with connection.cursor() as cursor:
        cursor.execute(SHORT, [koppontren.pk, list(numbers)])
        short = [pk for (pk,) in cursor.fetchall()]
    return list(Account.objects.of(koppontren).filter(pk__in=short).order_by("code"))
