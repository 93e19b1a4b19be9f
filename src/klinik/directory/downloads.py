"""How what people uploaded is handed out again."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def download(file: FieldFile, name: str) -> FileResponse:
    """An upload to be saved under `name`: never opened in our place, never kept on the way.

    Should a browser open it all the same, it does so in a sandbox without scripts.

    Raises Http404 where the file is lost.
    """
    try:
        stored = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    ending = PurePath(str(file.name)).suffix
    response = FileResponse(stored, as_attachment=True, filename=f"{name}{ending}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
