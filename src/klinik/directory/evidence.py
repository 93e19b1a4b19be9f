"""A file that somebody shows: cleaned once, known by the hash of what is stored."""

import hashlib
from collections.abc import Iterable, Sized
from typing import NamedTuple

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.files import clean_upload


class TooManyFiles(DomainError):
    """What comes with one step is for somebody to look through."""

    code = "too_many_files"

    def __init__(self, most: int) -> None:
        sentence = _("At most %(most)s files at once. Choose the ones that tell the most.")
        super().__init__(sentence % {"most": most})


class Evidence(NamedTuple):
    """What is kept of an upload: its clean content, the SHA-256 of that, the name it came with."""

    content: "ContentFile[bytes]"
    hash: str
    name: str


def clean_evidence(upload: "File[bytes]") -> Evidence:
    """Clean an upload; raises UnfitFile. It takes a while for a photo: do it before any lock."""
    content = clean_upload(upload)
    hashed = hashlib.sha256(content.read()).hexdigest()
    content.seek(0)
    return Evidence(content, hashed, (upload.name or "")[-200:])


def hashes_of(files: Iterable[Evidence]) -> str:
    """What tells some uploads from others; of a single one the same as `hash_of`."""
    return " ".join(file.hash for file in files)


def hash_of(evidence: Evidence | None) -> str:
    """What tells one upload from another; empty where there is none."""
    return evidence.hash if evidence else ""


def refuse_too_many(files: Sized, *, most: int) -> None:
    """Raises TooManyFiles."""
    if len(files) > most:
        raise TooManyFiles(most)
