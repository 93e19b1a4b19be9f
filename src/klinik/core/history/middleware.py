"""Who changes what within a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from klinik.core.history.tracking import acting

READING = {"GET", "HEAD", "OPTIONS"}


class Remembering:
    """What a request that may write changes is remembered as its person's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return self.get_response(request)
        with acting(request.user.pk, request=request.META.get("HTTP_X_REQUEST_ID", "")):
            return self.get_response(request)
