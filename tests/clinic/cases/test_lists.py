"""The lists of cases walk an index in their order, however many there are, and count once."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.clinic.cases.models import Case
from klinik.clinic.cases.queries import of_offices, shown_cases, waiting_first
from klinik.tenancy.access import read_as
from tests.clinic.scene import Scene


def way_of(rows: QuerySet[Case]) -> str:
    """How PostgreSQL would find these rows in a table that is too large to be sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    return str(rows.explain(costs=False))


@pytest.mark.parametrize(("name", "index"), [("queue", "case_next"), ("newest", "case_changed")])
def test_a_list_comes_in_the_order_of_an_index(scene: Scene, name: str, index: str) -> None:
    scene.taken()
    read_as(scene.officer)
    rows = {
        "queue": waiting_first(shown_cases().filter(of_offices([scene.office]))),
        "newest": shown_cases().order_by("-changed_at", "-id"),
    }

    way = way_of(rows[name][:20])

    assert f"using {index} on cases_case" in way
    assert "Sort" not in way


def test_what_the_stages_count_is_not_counted_again(client: Client, scene: Scene) -> None:
    for road in (Scene.opened, Scene.taken, Scene.closed):
        road(scene)
    client.force_login(scene.officer)
    seen = {}
    for stage in ("", "berjalan", "closed", "done"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("cases:list"), {"lihat": "semua", "tahap": stage})
        counted = [row for row in queries if row["sql"].startswith('SELECT COUNT(*) AS "__count"')]
        table = page.context["table"]
        seen[stage] = (
            table.page.paginator.count,
            len(table.page.object_list),
            sum('FROM "cases_case"' in row["sql"] for row in counted),
        )

    assert seen == {"": (3, 3, 0), "berjalan": (2, 2, 0), "closed": (1, 1, 0), "done": (0, 0, 0)}
