"""Whose folder is this? What is not ours, or not for this user, is told before it is touched."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from klinik.core.embedded_postgres.binaries import installed
from klinik.core.embedded_postgres.errors import CannotRun

OURS = {"postgres", "secret-key", "static", "files", "metrics"}
OTHERS = "Choose an empty folder with KLINIK_DATA."


def refuse_foreign(data_folder: Path) -> None:
    """Raise CannotRun if the folder holds something else, or belongs to somebody else."""
    if data_folder.exists() and not data_folder.is_dir():
        raise CannotRun(f"{data_folder} is a file and no folder. {OTHERS}")
    home = data_folder / "postgres"
    for folder in (data_folder, home):
        if folder.is_dir():
            _refuse_somebody_elses(folder)
    if data_folder.is_dir() and not home.exists():
        _refuse_something_else(data_folder)
    elif home.is_dir():
        _refuse_another_cluster(home)


def _refuse_somebody_elses(folder: Path) -> None:
    owner = folder.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise CannotRun(
            f"{folder} belongs to the user {_name(owner)}, and this is {_name(os.geteuid())}. "
            f"Start as {_name(owner)}, or choose another folder with KLINIK_DATA."
        )


def _refuse_something_else(folder: Path) -> None:
    found = sorted(path.name for path in folder.iterdir())
    strange = [name for name in found if name.split(".")[0] not in OURS and name[0] != "."]
    if strange:
        raise CannotRun(
            f"{folder} is no data folder of Klinik OPOP: it holds {strange[0]!r}. {OTHERS}"
        )


def _refuse_another_cluster(home: Path) -> None:
    data = home / "data"
    if not data.exists():
        return
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except OSError:
        raise CannotRun(f"{data} is no database of PostgreSQL. {OTHERS}") from None
    majors = [binaries.major for binaries in installed()]
    if not version.isdigit():
        raise CannotRun(f"{data} was made by PostgreSQL {version}, which is too old. {OTHERS}")
    if majors and int(version) > max(majors):
        raise CannotRun(
            f"{data} was made by PostgreSQL {version}, newer than the {max(majors)} of this "
            "installation. Use the installation that made it, or restore a backup into an "
            "empty folder."
        )


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
