"""What this process counts for `/metrics`: requests by route, and refused postings.

`klinik serve` names a folder in PROMETHEUS_MULTIPROC_DIR in which all its processes count.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.registry import REGISTRY, Collector

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

requests = Counter("klinik_requests", "Answers given.", ["method", "route", "status"])
seconds = Histogram(
    "klinik_request_seconds",
    "Time from the request to its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
postings_refused = Counter("klinik_postings_refused", "Postings that a rule refused.", ["code"])
book_differences = Counter("klinik_book_differences", "Differences that the nights found in books.")


def count_request(*, method: str, route: str, status: int, took: float) -> None:
    """One answer, `took` seconds long; what anybody can invent is not made a label."""
    known = method if method in METHODS else "other"
    requests.labels(known, route or "none", str(status)).inc()
    seconds.labels(route or "none").observe(took)


def exposition(*now: Collector) -> bytes:
    """All counts in Prometheus' text format, with what `now` asks at this moment."""
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    asked = CollectorRegistry()
    for collector in now:
        asked.register(collector)
    return counted + generate_latest(asked)
