"""Addresses of a record that was joined into another lead to that one."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from klinik.directory.models import Merger, Pesantren

# From the beginning, and words only: what begins with two slashes is the address of another site.
NAMED = re.compile(r"(?P<before>(?:/[-\w]+)*?)/pesantren/(?P<slug>[-\w]+)(?=/|$)", re.ASCII)
READING = {"GET", "HEAD"}


class MovedAddresses:
    """Every page, file and operation below /pesantren/<slug>/ of a record that was joined.

    What is read is found at the same place of the record that it became part of, for good. What was
    sent there is not kept: it was written for other facts, and its person is told so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return (response.status_code == 404 and _elsewhere(request)) or response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The record went away while something was written at it."""
        return _elsewhere(request) if isinstance(error, GONE) else None


GONE = (Pesantren.DoesNotExist, IntegrityError)


def _elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where to go instead; None where no such record was joined into another."""
    named = NAMED.match(request.path)
    if named is None:
        return None
    merger = Merger.objects.filter(slug=named["slug"]).select_related("kept").first()
    if merger is None:
        return None
    if request.method in READING:
        there = f"{named['before']}/pesantren/{merger.kept.slug}"
        kept = request.get_full_path().replace(named[0], there, 1)
        return HttpResponsePermanentRedirect(escape_leading_slashes(kept))
    said = _(
        "%(gone)s was merged into %(kept)s meanwhile. What you sent was not saved: "
        "look at this page, then enter it here."
    )
    messages.warning(request, said % {"gone": merger.name, "kept": merger.kept})
    return redirect(merger.kept)
