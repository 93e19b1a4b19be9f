"""Are both sides of every match still the same sum? Added up again from mutations and lines."""

from django.db import connection

from klinik.tenancy.models import Koppontren

UNEQUAL = """
SELECT m.id, coalesce(u.amount, 0), coalesce(l.amount, 0)
  FROM bank_bankmatch m
  JOIN bank_bankaccount b ON b.koppontren_id = m.koppontren_id AND b.id = m.bank_id
  LEFT JOIN (SELECT match_id, sum(amount) AS amount FROM bank_bankmutation
              WHERE koppontren_id = %(k)s GROUP BY match_id) u ON u.match_id = m.id
  LEFT JOIN (SELECT x.match_id, sum(l.debit - l.credit) AS amount,
                    min(l.account_id) AS least, max(l.account_id) AS most
               FROM bank_bankmatchedline x
               JOIN ledger_line l ON l.koppontren_id = x.koppontren_id
                AND l.entry_number = x.entry_number AND l.n = x.n
              WHERE x.koppontren_id = %(k)s GROUP BY x.match_id) l ON l.match_id = m.id
 WHERE m.koppontren_id = %(k)s
   AND (coalesce(u.amount, 0) <> coalesce(l.amount, 0)
        OR (m.apart_at IS NULL) <> (u.match_id IS NOT NULL)
        OR l.least <> b.account_id OR l.most <> b.account_id)
 ORDER BY m.id
"""


def unequal_matches(koppontren: Koppontren) -> list[str]:
    """A sentence for each match whose sides differ or that is half made; none in a sound book."""
    with connection.cursor() as cursor:
        cursor.execute(UNEQUAL, {"k": koppontren.pk})
        rows = cursor.fetchall()
    return [
        f"match {pk}: {by_bank} by the bank, {by_book} by the book" for pk, by_bank, by_book in rows
    ]
