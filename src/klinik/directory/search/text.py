"""What was typed, as PostgreSQL reads it (sql/search.sql, sql/search_tiers.sql)."""

from typing import NamedTuple

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, IntegerField, TextField, Value


class Asked(NamedTuple):
    """A text as queries: each word as a beginning, each word whole; does it narrow anything?"""

    beginnings: str | None
    whole: str | None
    is_anything: bool


def read(text: str) -> Asked:
    """Read a text once, so that the plans of the questions after it know what they look for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directory_asked(%s)", [text])
        return Asked(*cursor.fetchone())


EVERYTHING = Asked(None, None, is_anything=True)  # nothing was typed


def nearest_text(text: str) -> str:
    """The text with each word that nobody has replaced by the nearest one; empty without such."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_corrected(%s)", [text])
        return str(cursor.fetchone()[0] or "")


class Entries(Func):
    """The keys of the rows that have the query in this part of what they are found by."""

    function = "directory_entries"
    template = "(SELECT %(function)s(%(expressions)s))"
    output_field = BigIntegerField()

    def __init__(self, part: str, query: str) -> None:
        super().__init__(
            Value(part, output_field=TextField()),
            Func(
                Value(query, output_field=TextField()),
                template="(%(expressions)s)::tsquery",
                output_field=SearchQueryField(),
            ),
        )


class Found(Func):
    """The row is one of those entries; gathered first, so that all else is asked of them alone."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY(ARRAY"
    output_field = BooleanField()

    def __init__(self, part: str, query: str) -> None:
        super().__init__(F("pk"), Entries(part, query))


class Behind(Func):
    """1 for rows that are not among those entries, 0 for those that are: to sort by."""

    template = "(%(expressions)s)::integer"
    arg_joiner = " NOT IN "
    output_field = IntegerField()

    def __init__(self, part: str, query: str) -> None:
        super().__init__(F("pk"), Entries(part, query))
