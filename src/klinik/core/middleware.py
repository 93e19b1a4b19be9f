"""What happens around every view: the reader's language, refusals as pages, ended sessions."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation

from klinik.core.errors import DomainError

Answer = Callable[[HttpRequest], HttpResponse]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 422 to a DomainError; anything else goes on."""
        if not isinstance(error, DomainError):
            return None
        return render(request, "core/refusal.html", {"refusal": error}, status=422)


class EndedSession:
    """A panel cannot take the place of the sign-in page: htmx is told 401, and app.js goes there.

    The page keeps what was typed in the meantime (app.js).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") and _leads_to_sign_in(response):
            return HttpResponse(status=401, headers={"X-Sign-In": resolve_url(settings.LOGIN_URL)})
        return response


class Arrived:
    """The next page learns which form arrived, so that a phone throws its draft away (app.js).

    Where the answer is lost on its way, the draft stays and goes under the same number again.
    """

    COOKIE = "arrived"
    SECONDS = 600

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Note that nobody before the view sent this person elsewhere: it stands last of all."""
        request.has_reached_view = True  # type: ignore[attr-defined]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_redirect = response.status_code == 302 and not _leads_to_sign_in(response)
        is_answer = is_redirect and getattr(request, "has_reached_view", False)
        if request.method == "POST" and is_answer and UUID.fullmatch(_number(request)):
            secure, same_site = settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_SAMESITE
            response.set_cookie(
                self.COOKIE, _number(request), self.SECONDS, secure=secure, samesite=same_site
            )
        return response


def _number(request: HttpRequest) -> str:
    return request.POST.get("request_id", "")


def _leads_to_sign_in(response: HttpResponse) -> bool:
    path = urlsplit(response.headers.get("Location", "")).path
    return response.status_code == 302 and path == resolve_url(settings.LOGIN_URL)
