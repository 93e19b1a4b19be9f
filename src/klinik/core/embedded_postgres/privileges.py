"""PostgreSQL refuses to run as root, so as root every command of it gets a prefix.

The owner of the folder decides: his files are only readable to him. Each way is tried, not
guessed, because containers switch off different things.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from klinik.core.embedded_postgres.binaries import Binaries
from klinik.core.embedded_postgres.errors import CannotRun

NOBODY = 65534
TRAVERSE = ("--securebits=+no_setuid_fixup", "--ambient-caps=+dac_override")


@dataclass(frozen=True)
class Way:
    """A prefix for commands, and the owner that the folder must have for it."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def command(self, *words: str, dies_by: str) -> list[str]:
        """The command under this prefix; it gets the signal when its parent dies."""
        # After the change of user, which would clear the wish; where there is no setpriv
        # (macOS), a server left behind is stopped by the next start.
        setpriv = shutil.which("setpriv")
        last_wish = [setpriv, "--pdeathsig", dies_by] if setpriv else []
        return [*self.prefix, *last_wish, *words]


def choose(home: Path, candidates: list[Binaries]) -> tuple[Binaries, Way]:
    """The first installation and way that work here; hands `home` to the way's user."""
    owner = home.stat()
    for way in _ways(owner.st_uid, owner.st_gid):
        hand_over(home, way.uid, way.gid)
        for binaries in candidates:
            if _works(binaries, way, home):
                return binaries, way
    hand_over(home, owner.st_uid, owner.st_gid)
    raise CannotRun(_reason(candidates))


def hand_over(folder: Path, uid: int, gid: int) -> None:
    """Give the folder and all in it to a user, if it is not his already and we may."""
    if os.geteuid() != 0 or folder.stat().st_uid == uid:
        return
    for place, _, files in os.walk(folder):
        for name in (place, *(os.path.join(place, file) for file in files)):
            os.chown(name, uid, gid, follow_symlinks=False)


def _ways(uid: int, gid: int) -> Iterator[Way]:
    if os.geteuid() != 0:
        yield Way((), os.geteuid(), os.getegid())
        return
    if uid == 0:
        yield from _mapped_away()
        uid = gid = _stranger()
    setpriv = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    yield Way((*setpriv, "--inh-caps=-all"), uid, gid)
    # Folders closed to others, and no namespaces: keep the right to pass through them.
    yield Way((*setpriv, "--inh-caps=-all,+dac_override", *TRAVERSE), uid, gid)


def _mapped_away() -> Iterator[Way]:
    # Root outside, somebody else inside: no file changes its owner.
    other = _stranger()
    yield Way(("unshare", "--user", f"--map-user={other}", f"--map-group={other}"), 0, 0)


def _stranger() -> int:
    """A user id other than root's that has a line in the password file (initdb looks it up)."""
    ids = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0]
    return NOBODY if NOBODY in ids or not ids else ids[-1]


def _works(binaries: Binaries, way: Way, home: Path) -> bool:
    probe = 'test -x "$1" && "$2" --version && test -w "$3"'
    words = ("sh", "-c", probe, "sh", binaries.postgres, binaries.initdb, str(home))
    try:
        answer = subprocess.run(
            way.command(*words, dies_by="KILL"), cwd="/", capture_output=True, check=False
        )
    except OSError:
        return False
    return answer.returncode == 0


def _reason(candidates: list[Binaries]) -> str:
    if not candidates:
        return "there are no programs of PostgreSQL 15 or newer for it on this machine."
    if os.geteuid() == 0:
        return "this container lets root neither make a user namespace nor change its user."
    return f"{candidates[0].folder} or its own folder is closed to this user."
