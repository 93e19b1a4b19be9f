"""How the photos of the directory are handed out: to everybody, and kept for long."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

A_YEAR = 365 * 24 * 60 * 60


def shown_photo(name: str) -> HttpResponse:
    """The photo of this name; a name is never used twice, so a browser may keep it.

    Raises Http404 where there is none.
    """
    try:
        with default_storage.open(f"photos/{name}.webp", "rb") as stored:
            content = stored.read()  # some tens of kilobytes, drawn by us
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
