"""Figures that were recorded before a rule, and that the rule of today would refuse."""

from __future__ import annotations

from typing import Any

import psycopg

NAMED = 5  # so many are named; the others are counted

# As the trigger same_figure has it for what is new.
OF_ANOTHER = """
SELECT DISTINCT c.number
FROM cases_caseevent e
JOIN cases_case c ON c.id = e.case_id
JOIN directory_reading r ON r.id = e.reading_id
WHERE r.pesantren_id <> c.pesantren_id OR r.indicator_id <> c.indicator_id
ORDER BY 1
"""
WITHOUT_CONSENT = """
SELECT p.slug || ' ' || r."on"
FROM directory_reading r
JOIN directory_pesantren p ON p.id = r.pesantren_id
WHERE r.origin = 'books' AND r.withdrawn_at IS NULL AND NOT EXISTS (
  SELECT FROM programme_consent c JOIN tenancy_koppontren k ON k.id = c.koppontren_id
  WHERE c.number = r.consent_number AND k.pesantren_id = r.pesantren_id
    AND c.indicator_id = r.indicator_id AND c.withdrawn_at IS NULL
    AND r."on" BETWEEN c.starts_on AND c.ends_on)
ORDER BY 1
"""


def wrong_with_figures(everything: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    """A sentence for each kind of them; `everything` is read by a role that no wall stops."""
    sentences = (
        (OF_ANOTHER, "Cases with a figure that is not theirs: {} ({}). Measure their result anew."),
        (
            WITHOUT_CONSENT,
            "Figures read from books without a consent that covers them: {} ({}). They should be "
            "withdrawn (docs/operations.md).",
        ),
    )
    found = ((_column(everything, statement), words) for statement, words in sentences)
    return [words.format(len(rows), _some(rows)) for rows, words in found if rows]


def _column(everything: psycopg.Connection[tuple[Any, ...]], statement: str) -> list[str]:
    return [row[0] for row in everything.execute(statement).fetchall()]


def _some(rows: list[str]) -> str:
    return ", ".join(rows[:NAMED]) + (" and others" if len(rows) > NAMED else "")
