"""`/metrics`: for the program that watches, by a token; nothing is there for anybody else."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from klinik.core.metrics import exposition

CONNECTIONS = """
SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = current_user GROUP BY 1
"""
JOBS = """
SELECT s.status, count(j.id) FROM (VALUES ('todo'), ('doing'), ('failed')) s (status)
  LEFT JOIN procrastinate_jobs j ON j.status::text = s.status GROUP BY 1
"""


@require_GET
@never_cache
@transaction.non_atomic_requests  # answers also while the database is away
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of all processes, and what the database says now."""
    given = request.headers.get("Authorization", "")
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    return HttpResponse(exposition(Database()), content_type=CONTENT_TYPE_LATEST)


class Database(Collector):
    """Connections of the application, and jobs that wait, run or have failed."""

    def collect(self) -> Iterator[Metric]:
        """Ask the database once; where it does not answer, that is what is said."""
        up = GaugeMetricFamily("klinik_database_up", "Whether the database answers.")
        try:
            connections, jobs = _counts(CONNECTIONS), _counts(JOBS)
        except DatabaseError:
            connection.close()
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield _family("klinik_database_connections", "By what they do.", "state", connections)
        yield _family("klinik_jobs", "Jobs that wait, run or have failed.", "status", jobs)


def _counts(question: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [(str(value), int(number)) for value, number in cursor.fetchall()]


def _family(name: str, meaning: str, label: str, counts: list[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for value, number in counts:
        family.add_metric([value], number)
    return family
