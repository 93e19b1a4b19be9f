"""Every request has an id, a line in the log and a place in the counts."""

import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

from klinik.core import metrics

WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
log = structlog.stdlib.get_logger("klinik.request")


class RequestLog:
    """Method, name of the route, status, milliseconds, tenant and person by number; no address.

    An id that a proxy gave is kept if it is a UUID: anything longer could carry a name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        number = given if WELL_FORMED.fullmatch(given) else uuid4().hex
        request.META["HTTP_X_REQUEST_ID"] = number  # pages and views find it in request.headers
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        began = perf_counter()
        response = self.get_response(request)
        _tell(request, response, perf_counter() - began)
        response.headers["X-Request-ID"] = number
        structlog.contextvars.clear_contextvars()
        return response


def _tell(request: HttpRequest, response: HttpResponse, took: float) -> None:
    route = request.resolver_match.view_name if request.resolver_match else ""
    status = response.status_code
    method = request.method or ""
    metrics.count_request(method=method, route=route, status=status, took=took)
    person = getattr(request, "_cached_user", None)  # known only if the view asked who it is
    line = log.error if status >= 500 else log.info
    line(
        "request",
        method=method if method in metrics.METHODS else "other",
        route=route or None,
        status=status,
        ms=round(took * 1000, 1),
        user=person.pk if person else None,
    )
