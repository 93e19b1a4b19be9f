"""What happens around every view: the reader's language, and refusals as pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from klinik.core.errors import DomainError

Answer = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Indonesian, unless this browser chose otherwise; its own preference is not asked.

    Most cheap phones are set to English by their maker, not by their owner.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = chosen in dict(settings.LANGUAGES)
        language = chosen if chosen and known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class Refusals:
    """A refusal that no view caught becomes a page with its sentence, and nothing is half-saved."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 422 to a DomainError; anything else goes on."""
        if not isinstance(error, DomainError):
            return None
        return render(request, "core/refusal.html", {"refusal": error}, status=422)
