"""How a view answers: the whole page, or for htmx only the panel inside it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with the page `app/x.html`, or for htmx with the panel `app/_x.html` inside it.

    Going back to a page that htmx no longer remembers asks for the whole of it.
    """
    whole = request.headers.get("HX-Boosted") or request.headers.get("HX-History-Restore-Request")
    if request.headers.get("HX-Request") and not whole:
        folder, _, name = template.rpartition("/")
        template = f"{folder}/_{name}"
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
