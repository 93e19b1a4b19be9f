"""The newest that fit are the same by either way: walking back, or by the index and in order."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from tests.conftest import as_owner

Owner = psycopg.Connection[tuple[object, ...]]
ROWS = 3000
# Word, how many of the rows have it, and which way is the shorter one.
WORDS = [("tiap", 3000), ("ketiga", 1000), ("jarang", 3), ("lama", 500), ("tiada", 0)]
ASKED = [*(word for word, _many in WORDS), "tiap & ketiga", "ketiga | jarang", "ti:*", "!tiap"]


@pytest.fixture(scope="module")
def owner(django_db_setup: None) -> Iterator[Owner]:
    """The owner beside a table of words: some frequent, some rare, one only long ago."""
    with as_owner(of=str(connection.settings_dict["NAME"])) as owner:
        owner.execute(
            "CREATE TEMP TABLE told AS SELECT n::bigint AS number, n % 7 = 0 AS is_answer,"
            " to_tsvector('simple', concat_ws(' ', 'tiap', CASE WHEN n % 3 = 0 THEN 'ketiga' END,"
            " CASE WHEN n % 1000 = 7 THEN 'jarang' END, CASE WHEN n <= 500 THEN 'lama' END))"
            f" AS words FROM generate_series(1, {ROWS}) n"
        )
        owner.execute(
            "CREATE INDEX ON told USING gin (words); CREATE UNIQUE INDEX ON told (number);"
            "CREATE INDEX ON told (number) WHERE is_answer; ANALYZE told"
        )
        yield owner


def newest(owner: Owner, asked: str, *, among: str, most: int) -> list[object]:
    rows = owner.execute(
        "SELECT discussions_newest("
        "'told', 'number', %s, format('words @@ %%L::tsquery', %s::text), %s)",
        [among, asked, most],
    )
    return [number for (number,) in rows]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("among", ["true", "is_answer", "NOT is_answer"])
@pytest.mark.parametrize("most", [1, 5, 200])
def test_both_ways_find_the_same(owner: Owner, asked: str, among: str, most: int) -> None:
    rows = owner.execute(
        f"SELECT number FROM told WHERE words @@ %s::tsquery AND {among} ORDER BY 1 DESC LIMIT %s",
        [asked, most],
    )
    assert newest(owner, asked, among=among, most=most) == [number for (number,) in rows]


def test_what_the_search_asked_of_the_planner_ends_with_it(owner: Owner) -> None:
    newest(owner, "tiap", among="true", most=5)
    newest(owner, "tiada", among="true", most=5)

    for setting in ("enable_seqscan", "enable_indexscan", "enable_bitmapscan"):
        assert owner.execute(f"SHOW {setting}").fetchone() == ("on",)


def test_nobody_else_may_ask_with_words_of_their_own(db: None) -> None:
    with (
        pytest.raises(Exception, match="permission denied for function discussions_newest"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT discussions_newest('discussions_entry', 'post_id', 'true', 'true', 1)"
        )
