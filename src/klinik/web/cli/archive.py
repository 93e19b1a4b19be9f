"""The archive of a backup: a zip of the dump, the uploaded files, and a manifest of their hashes.

Nothing in it is compressed anew: the dump is, and so are pictures and PDF. Secrets stay outside.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from klinik.core.disk import why
from klinik.web.cli.refusal import Refused

PROGRAM = "klinik-opop"
FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
CHUNK = 1024 * 1024  # bytes

Manifest = dict[str, Any]


class Writer:
    """Takes the parts of one archive, each read once, and knows their hashes."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.parts: dict[str, str] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        """Copy a part to its end."""
        digest = hashlib.sha256()
        with self.archive.open(name, "w", force_zip64=True) as part:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                part.write(chunk)
        self.parts[name] = digest.hexdigest()

    def close(self, facts: Manifest) -> None:
        """Write the manifest, which comes last because it holds the hashes."""
        manifest = {"program": PROGRAM, "format": FORMAT, **facts, "parts": self.parts}
        self.archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """A new archive, readable to its owner only, that has its name once it is whole."""
    _refuse_existing(target)
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(descriptor, "w+b") as file:
                with ZipFile(file, "w") as archive:
                    yield Writer(archive)
                file.flush()
                os.fsync(file.fileno())
            _refuse_existing(target)
            Path(name).rename(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"The backup {target} cannot be written: {why(error)}.") from None


@contextmanager
def unpacked(file: Path, beside: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest, and a folder in `beside` with the parts, each equal to its hash."""
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            with _folder_in(beside) as folder:
                _unpack(archive, manifest["parts"], folder, file)
                yield manifest, folder
    except FileNotFoundError as error:
        raise Refused(f"There is no file {error.filename}.") from None
    except BadZipFile:
        raise Refused(f"{file} is cut off or damaged, or it is no backup.") from None
    except OSError as error:
        raise Refused(f"The backup {file} cannot be unpacked: {why(error)}.") from None


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise Refused(f"{target} is there already, and a backup overwrites nothing.")


@contextmanager
def _folder_in(place: Path) -> Iterator[Path]:
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place, prefix=".restoring-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _manifest(archive: ZipFile, file: Path) -> Manifest:
    try:
        manifest: Manifest = json.loads(archive.read(MANIFEST))
        is_ours = manifest["program"] == PROGRAM
    except (KeyError, TypeError, ValueError):
        is_ours = False
    if not is_ours:
        raise Refused(f"{file} is no backup of Klinik OPOP.")
    if manifest["format"] > FORMAT:
        raise Refused(
            f"{file} was made by a newer version ({manifest['version']}): restore it with that one."
        )
    return manifest


def _unpack(archive: ZipFile, parts: dict[str, str], folder: Path, file: Path) -> None:
    # `extract` itself keeps every name inside the folder.
    if {*archive.namelist()} != {MANIFEST, *parts} or DUMP not in parts:
        raise Refused(f"{file} is damaged: it does not hold the parts that its manifest names.")
    for name, expected in parts.items():
        with Path(archive.extract(name, folder)).open("rb") as part:
            if hashlib.file_digest(part, "sha256").hexdigest() != expected:
                raise Refused(f"{file} is damaged: {name} is not what was put in.")
