"""Every page knows whose house it is; before anybody has set it up, every way leads there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from klinik.tenancy.setup.queries import Shown, shown_programme

Answer = Callable[[HttpRequest], HttpResponse]
OPEN_BEFORE = ("/mulai/", "/bahasa/", "/static/", "/sw.js", "/app.webmanifest", "/luring/")
ASKS_NOTHING = ("/livez", "/readyz", "/metrics")  # must answer also without a database


class NamedHouse:
    """Put what pages call the house on the request, or lead to the wizard that names it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ASKS_NOTHING:
            return self.get_response(request)
        shown = shown_programme()
        if shown is None and not request.path.startswith(OPEN_BEFORE):
            return redirect("setup:begin")
        request.programme = shown or Shown()  # type: ignore[attr-defined]
        return self.get_response(request)
