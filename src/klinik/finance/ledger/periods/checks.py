"""Do the steps of a book's periods still follow each other, and the book them? In SQL."""

# The day that the book is closed through, beside what its last closing or reopening says.
NOT_FOLLOWED = """
SELECT b.closed_through, e.through
  FROM ledger_book b
  LEFT JOIN LATERAL (
       SELECT through FROM ledger_period_event
        WHERE koppontren_id = b.koppontren_id AND what IN ('closed', 'reopened')
        ORDER BY id DESC LIMIT 1) e ON true
 WHERE b.koppontren_id = %(k)s AND b.closed_through IS DISTINCT FROM e.through
"""

# Every step as its trigger let it in: it knows where the one before it stood, closings go forward
# and reopenings back, and whatever answers was asked for, with that day, by somebody else.
BROKEN = """
SELECT e.id, e.what, e.through, e.before, s.through
  FROM ledger_period_event e
  LEFT JOIN LATERAL (
       SELECT p.through FROM ledger_period_event p
        WHERE p.koppontren_id = e.koppontren_id AND p.id < e.id AND p.what IN ('closed', 'reopened')
        ORDER BY p.id DESC LIMIT 1) s ON true
  LEFT JOIN ledger_period_event a
    ON a.koppontren_id = e.koppontren_id AND a.id = e.answers_id
 WHERE e.koppontren_id = %(k)s
   AND (e.before IS DISTINCT FROM s.through
     OR extract(day FROM e.through + 1) <> 1
     OR CASE e.what
        WHEN 'closed' THEN e.answers_id IS NULL AND (e.through <= s.through) IS NOT TRUE
        WHEN 'asked' THEN e.answers_id IS NULL AND e.reason <> '' AND e.through < s.through
        WHEN 'reopened' THEN e.through < s.through AND e.by_id <> a.by_id
        ELSE e.what = 'kept' END IS NOT TRUE
     OR (e.what IN ('reopened', 'kept')
         AND (a.what = 'asked' AND a.through = e.through AND a.id < e.id) IS NOT TRUE))
 ORDER BY e.id
"""
