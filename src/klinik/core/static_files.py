"""Static files as they are served: named by their content, packed, and without our comments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHORTEN: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}


class ServedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """On a phone's first visit every byte is waited for; who reads the code reads the source."""

    def _save(self, name: str, content: File[Any]) -> str:
        shorten = SHORTEN.get(PurePath(name).suffix)
        if shorten and ".min." not in name:
            content.seek(0)
            content = ContentFile(shorten(content.read().decode()).encode())
        return str(super()._save(name, content))
